import { AppError } from "@/server/kernel/app-error";
import { processSingleton } from "@/server/kernel/process";

const holder = () => processSingleton("trpc.open-streams", () => ({ ending: new AbortController() }));

/** Aborts when the server drains, so that pages which listen do not keep it from stopping. */
export function drainSignal(): AbortSignal {
  return holder().ending.signal;
}

/** Called once, when the server begins to drain. The pages connect again, to whoever answers then. */
export function endOpenStreams(): void {
  holder().ending.abort(new AppError("unavailable", "The server is restarting."));
}
