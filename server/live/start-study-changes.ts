import { randomUUID } from "node:crypto";
import type { Client, Notification } from "pg";
import { deliverStudyChanges, forwardStudyChanges } from "./study-changes";

const CHANNEL = "tellus_study_changes";
/** NOTIFY takes less than 8,000 bytes; a key is 64 characters. Beyond this many "something changed" is said of all. */
const KEYS_MAX = 100;
const BACK_OFF_MS = [100, 250, 500, 1000, 2000, 5000] as const;
const PING_EVERY_MS = 10_000;
const PING_TIMEOUT_MS = 5000;

interface StudyChangesOptions {
  /** A new, unconnected client for the one LISTEN connection; called again after each loss. */
  readonly listen: () => Client;
  /** Runs `select pg_notify($1, $2)` on a pool that is not the hot path's. */
  readonly notify: (channel: string, payload: string) => Promise<unknown>;
  /** Hears of lost connections and failed notices; both are repaired here. */
  readonly onError: (error: unknown) => void;
  /** What else is listened to on the same connection; what is said while it is lost is lost. */
  readonly also?: Readonly<Record<string, (payload: string) => void>>;
}

export interface StudyChanges {
  /** Resolves when this process hears the others for the first time. */
  readonly listening: Promise<void>;
  stop(): Promise<void>;
}

/** Connects the notices of this process with those of the other replicas: one NOTIFY per flush, one LISTEN connection. */
export function startStudyChanges({ listen, notify, onError, also = {} }: StudyChangesOptions): StudyChanges {
  const self = randomUUID().slice(0, 8);
  const stopped = new AbortController();
  const sender = makeSender({ self, notify, onError, signal: stopped.signal });
  forwardStudyChanges(sender);
  let announce: () => void = () => {};
  const listening = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const channels = { ...also, [CHANNEL]: (payload: string) => receive(payload, self) };
  const loop = listenUntilStopped({ channels, listen, onError, onListening: announce, signal: stopped.signal });
  return {
    listening,
    async stop() {
      forwardStudyChanges(undefined);
      stopped.abort();
      await loop;
    },
  };
}

interface Sender {
  readonly self: string;
  readonly signal: AbortSignal;
  readonly notify: StudyChangesOptions["notify"];
  readonly onError: (error: unknown) => void;
}

/** One NOTIFY at a time; what gathers meanwhile, or could not be sent, goes with the next. */
function makeSender({ self, notify, onError, signal }: Sender): (keys: ReadonlySet<string>) => void {
  const unsent = new Set<string>();
  let isSending = false;
  let failures = 0;
  const send = async () => {
    isSending = true;
    const keys = [...unsent];
    unsent.clear();
    try {
      await notify(CHANNEL, `${self} ${keys.length > KEYS_MAX ? "*" : keys.join(",")}`);
      failures = 0;
    } catch (error) {
      for (const key of keys) unsent.add(key);
      failures += 1;
      onError(error);
    }
    isSending = false;
    if (unsent.size > 0) setTimeout(sendOnce, backOff(failures)).unref();
  };
  const sendOnce = () => {
    if (!isSending && unsent.size > 0 && !signal.aborted) void send();
  };
  return (keys) => {
    for (const key of keys) if (unsent.size <= KEYS_MAX) unsent.add(key);
    // After a failure the timer tries again; a database that is down is not asked seven times a second.
    if (failures === 0) sendOnce();
  };
}

interface ListenLoop {
  readonly channels: Readonly<Record<string, (payload: string) => void>>;
  readonly listen: () => Client;
  readonly onError: (error: unknown) => void;
  readonly onListening: () => void;
  readonly signal: AbortSignal;
}

async function listenUntilStopped({ channels, listen, onError, onListening, signal }: ListenLoop): Promise<void> {
  for (let failures = 0; !signal.aborted; ) {
    try {
      await listenOnce({
        client: listen(),
        signal,
        channels,
        onListening: () => {
          // What was said while nobody listened is lost: everyone reads again.
          deliverStudyChanges("all");
          failures = 0;
          onListening();
        },
      });
    } catch (error) {
      if (signal.aborted) return;
      onError(error);
      failures += 1;
      await pause(backOff(failures), signal);
    }
  }
}

interface Session extends Pick<ListenLoop, "channels"> {
  readonly client: Client;
  readonly signal: AbortSignal;
  readonly onListening: () => void;
}

/** Listens until the signal; rejects as soon as the connection is lost or no longer answers. */
async function listenOnce({ client, signal, channels, onListening }: Session): Promise<void> {
  let pinging: NodeJS.Timeout | undefined;
  const ended = new Promise<void>((resolve, reject) => {
    client.on("error", reject);
    client.on("end", () => reject(new Error("The LISTEN connection ended.")));
    signal.addEventListener("abort", () => resolve(), { once: true });
    // A connection cut without a farewell stays silent for ever; only asking shows it.
    pinging = setInterval(() => void ping(client).catch(reject), PING_EVERY_MS);
  });
  ended.catch(() => {}); // awaited below, but it may fail while something else is awaited
  client.on("notification", ({ channel, payload = "" }: Notification) => channels[channel]?.(payload));
  try {
    await Promise.race([client.connect(), ended]);
    const listens = Object.keys(channels).map((channel) => `listen ${channel}`);
    await Promise.race([client.query(listens.join("; ")), ended]);
    if (!signal.aborted) onListening();
    await ended;
  } finally {
    clearInterval(pinging);
    void client.end().catch(() => {}); // it may be gone already
  }
}

async function ping(client: Client): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("The LISTEN connection does not answer.")), PING_TIMEOUT_MS);
  });
  try {
    await Promise.race([client.query("select 1"), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function receive(payload: string, self: string): void {
  const [sender, keys = ""] = payload.split(" ", 2);
  if (sender === self) return; // delivered in the process before it was sent
  deliverStudyChanges(keys === "*" ? "all" : keys.split(","));
}

function backOff(failures: number): number {
  return BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length) - 1] ?? 0;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}
