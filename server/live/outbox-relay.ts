import { processSingleton } from "@/server/kernel/process";

type Relay = () => Promise<void>;

interface Holder {
  relay: Relay | undefined;
  running: Promise<void> | undefined;
  next: Promise<void> | undefined;
}

const holder = (): Holder =>
  processSingleton<Holder>("live.outbox-relay", () => ({ relay: undefined, running: undefined, next: undefined }));

/** Sets what moves the outbox's rows to the events; undefined while the process does not, as before its jobs start. */
export function setOutboxRelay(relay: Relay | undefined): void {
  holder().relay = relay;
}

/**
 * Resolves when every row that was committed before the call has been relayed, by this process or by another. Whoever asks
 * while a run is under way shares the next one with all others: that one may have begun too early to see the asker's rows.
 */
export async function relayOutboxNow(): Promise<void> {
  const state = holder();
  if (state.running === undefined) return start();
  state.next ??= state.running.catch(() => {}).then(start);
  return state.next;
}

function start(): Promise<void> {
  const state = holder();
  state.next = undefined;
  const run = (state.relay?.() ?? Promise.resolve()).finally(() => {
    if (state.running === run) state.running = undefined;
  });
  state.running = run;
  return run;
}
