import { pools } from "@/server/db/pools";
import { logger } from "@/server/kernel/process-logger";
import { type Admit, type LoadClass, loadClasses, makeAdmission } from "./admission";
import { watchLoopLag } from "./loop-lag";

/** The log says how many were refused once in this time, however many they are. */
const LOG_EVERY_MS = 10_000;

/** The door of this process, by its pools and its event loop. */
export function openAdmission(): { readonly admit: Admit; readonly stop: () => void } {
  const lag = watchLoopLag();
  const refused = new Map<LoadClass, number>();
  const say = () => {
    if (refused.size === 0) return;
    logger().warn("requests were refused: there is more to do than can be done in time", {
      refused: Object.fromEntries(loadClasses.map((name) => [name, refused.get(name) ?? 0])),
      loop_lag_ms: Math.round(lag.medianMs()),
    });
    refused.clear();
  };
  const timer = setInterval(say, LOG_EVERY_MS).unref();
  const admit = makeAdmission(
    () => {
      const { hot, ask, control } = pools();
      return {
        loopLagMs: lag.medianMs(),
        waitMs: {
          report: hot.gate.expectedWaitMs(),
          ask: ask.gate.expectedWaitMs(),
          control: control.gate.expectedWaitMs(),
        },
      };
    },
    (loadClass) => refused.set(loadClass, (refused.get(loadClass) ?? 0) + 1),
  );
  return {
    admit,
    stop: () => {
      clearInterval(timer);
      lag.stop();
      say();
    },
  };
}
