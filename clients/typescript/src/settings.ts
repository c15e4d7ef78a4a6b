import { TellusError } from "./errors.ts";
import { host } from "./node-host.ts";

export interface TellusOptions {
  /** TELLUS_URL, or what `tellus login` wrote down, or http://127.0.0.1:3000. */
  readonly url?: string;
  /** TELLUS_API_KEY, or what `tellus login` wrote down. */
  readonly apiKey?: string;
  /** The folder in which results wait until they are answered: TELLUS_SPOOL, or `tellus/spool` in the user's state folder. */
  readonly spool?: string;
  /** For how long opening a study and asking go on trying while Tellus is away: TELLUS_PATIENCE (seconds), or half an hour. */
  readonly patienceMs?: number;
  /** The longest that `report` and `tell` wait for an answer before training goes on without it: 10 s. */
  readonly answerWaitMs?: number;
  /** The longest that the end of the program waits for what is still to be sent: TELLUS_EXIT_WAIT (seconds), or 10 s. */
  readonly exitWaitMs?: number;
  /** The longest that one try of a request takes: 30 s. */
  readonly requestTimeoutMs?: number;
  /** Told what a person should know: an outage, a lost lease. Standard error unless given. */
  readonly log?: (message: string) => void;
}

export type Settings = Readonly<Required<Omit<TellusOptions, "spool">>> & Pick<TellusOptions, "spool">;

export function readSettings(options: TellusOptions): Settings {
  const stored = options.apiKey === undefined || options.url === undefined ? host.stored() : {};
  return {
    url: checkUrl(options.url ?? host.setting("TELLUS_URL") ?? stored.url ?? "http://127.0.0.1:3000"),
    apiKey: checkKey(options.apiKey ?? host.setting("TELLUS_API_KEY") ?? stored.api_key),
    ...(options.spool === undefined ? {} : { spool: options.spool }),
    patienceMs: options.patienceMs ?? readSeconds("TELLUS_PATIENCE", 1800),
    answerWaitMs: options.answerWaitMs ?? 10_000,
    exitWaitMs: options.exitWaitMs ?? readSeconds("TELLUS_EXIT_WAIT", 10),
    requestTimeoutMs: options.requestTimeoutMs ?? 30_000,
    log: harmless(options.log ?? toStandardError),
  };
}

function toStandardError(message: string): void {
  // biome-ignore lint/suspicious/noConsole: standard error is where a library without a logger is heard.
  console.error(`tellus: ${message}`);
}

/** A logger that throws, from the background at that, must not end training either. */
function harmless(log: (message: string) => void): (message: string) => void {
  return (message) => {
    try {
      log(message);
    } catch (error) {
      toStandardError(`${message} (The logger failed: ${String(error)})`);
    }
  };
}

function checkUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new TellusError(
      `"${text}" is not an address of a server. Set TELLUS_URL to one such as http://127.0.0.1:3000.`,
    );
  if (url.username || url.password)
    throw new TellusError("TELLUS_URL holds a password. Give the key in TELLUS_API_KEY instead.");
  return text.replace(/\/+$/, "");
}

function checkKey(text: string | undefined): string {
  const key = text?.trim();
  if (!key)
    throw new TellusError(
      "No API key. Set TELLUS_API_KEY, or pass apiKey. Make one with: npm run tellus -- keys create",
    );
  if (!/^tellus_[\x21-\x7e]+$/.test(key))
    throw new TellusError("The API key is not one of Tellus: it begins with tellus_. Copy it again.");
  return key;
}

function readSeconds(name: string, otherwise: number): number {
  const text = host.setting(name);
  const seconds = text === undefined ? otherwise : Number(text);
  if (!(seconds >= 0)) throw new TellusError(`${name} must be a number of seconds, not "${text}".`);
  return seconds * 1000;
}
