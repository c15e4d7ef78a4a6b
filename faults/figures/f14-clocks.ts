import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Figure, FigureContext, FigureFault, Outcome } from "../figure";
import { idempotency } from "./f7-idempotency";
import { leases } from "./f8-leases";
import { budgets } from "./f9-budgets";

/** Where Debian and its relatives put it; TELLUS_LIBFAKETIME names another place. */
const PLACES = [
  process.env.TELLUS_LIBFAKETIME ?? "",
  ...["x86_64-linux-gnu", "aarch64-linux-gnu"].map((machine) => `/usr/lib/${machine}/faketime/libfaketime.so.1`),
];
const JUMP_EVERY_MS = 700;

/** R26: only the database's clock decides, so those of replicas may show what they like. */
export const clocks: Figure = {
  id: "F14",
  title: "R26 replicas whose clocks are an hour fast, an hour slow, and jump between the two",
  target: "F7, F8 and F9 in small with such clocks: all pass",
  minutes: 4,
  inSample: false,
  obstacle: async () =>
    library() === undefined ? "libfaketime is not installed (Debian: apt-get install libfaketime)" : undefined,
  breakages: [
    {
      kind: "function",
      name: "the reaper looks at no clock",
      functionName: "reap_expired_leases",
      change: { find: "tr.lease_until < clock_timestamp()", put: "true" },
      breaks: ["robbed"],
    },
    {
      kind: "server",
      name: "a lease's end is reckoned by the replica's clock",
      // The time of the machine is that of this process: what a replica's clock is off by makes its leases longer or shorter.
      change: {
        find: /leaseSeconds: input\.lease_seconds,/,
        put: `leaseSeconds: Math.max(1, Math.round(input.lease_seconds + (Date.now() - ${Date.now()}) / 1000)),`,
      },
      breaks: ["robbed", "not handed out"],
    },
  ],
  run: runClocks,
};

const library = (): string | undefined => PLACES.find((place) => place !== "" && existsSync(place));

async function runClocks(context: FigureContext) {
  const { stage, scratch } = context;
  const file = path.join(scratch, "clock");
  await writeFile(file, "+1h\n");
  const stop = new AbortController();
  const jumping = jump(file, stop.signal);
  await stage.dismiss();
  stage.surroundings = (index) => ({
    LD_PRELOAD: library() ?? "",
    // Durations stay true: what is shown is the time of day.
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    FAKETIME_NO_CACHE: "1",
    ...(index % 3 === 2 ? { FAKETIME_TIMESTAMP_FILE: file } : { FAKETIME: index % 3 === 0 ? "+1h" : "-1h" }),
  });
  try {
    const faults = [...(await clocksAreOff(context))];
    const reached: string[] = [];
    for (const figure of [idempotency, leases, budgets]) {
      // F9 ends only when all leases did: broken ones would keep it waiting for ever.
      if (figure === budgets && faults.length > 0) break;
      const outcome: Outcome = await figure.run({ ...context, scale: "sample" });
      reached.push(`${figure.id}: ${outcome.reached}`);
      faults.push(...outcome.faults);
    }
    return { reached: reached.join("; "), counts: {}, faults };
  } finally {
    stop.abort();
    await jumping;
    await stage.dismiss();
    stage.surroundings = () => ({});
  }
}

/** What replicas answer with says what they take the time for; a clock that is right would show nothing. */
async function clocksAreOff({ stage }: FigureContext): Promise<FigureFault[]> {
  await stage.serve({ replicas: 4, database: "ours" });
  const answers = await Promise.all(stage.origins.map((origin) => fetch(`${origin}/livez`)));
  return answers.flatMap((answer, index) => {
    const date = answer.headers.get("date") ?? "";
    const minutesOff = Math.abs(Date.parse(date) - Date.now()) / 60_000;
    return minutesOff > 30 ? [] : [{ rule: "clock is right", detail: `replica ${index + 1} says ${date}` }];
  });
}

async function jump(file: string, stop: AbortSignal): Promise<void> {
  for (let hour = "-1h"; !stop.aborted; hour = hour === "-1h" ? "+1h" : "-1h") {
    await writeFile(file, `${hour}\n`);
    await sleep(JUMP_EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}
