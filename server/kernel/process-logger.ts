import { type Logger, makeLogger } from "@/server/log/logger";
import { processSingleton } from "./process";

/** The process's logger: one for both bundles. Silent until `main.ts` says how loud it is to be, as in tests. */
const holder = () =>
  processSingleton<{ logger: Logger }>("logger", () => ({ logger: makeLogger({ level: "silent" }) }));

export function setLogger(logger: Logger): void {
  holder().logger = logger;
}

export function logger(): Logger {
  return holder().logger;
}
