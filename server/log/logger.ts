import pino, { type DestinationStream } from "pino";
import { redact, redactText } from "./redact";
import { currentRequestId } from "./request-scope";

export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Fields first would invite `log.info(request)`; this takes a sentence, and fields that are cleaned of secrets. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** `error` takes whatever was thrown. */
export type LogFields = Readonly<Record<string, unknown>>;

interface LoggerOptions {
  readonly level: LogLevel;
  /** Default: standard output, unbuffered, so that the last line before a crash is there. */
  readonly destination?: DestinationStream;
}

/**
 * JSON lines with a UTC time and, inside a request, its id. Secrets are hidden here and not where lines are written:
 * one forgotten call would be one leaked key.
 */
export function makeLogger({ level, destination }: LoggerOptions): Logger {
  const lines = pino(
    {
      level,
      base: null,
      messageKey: "message",
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const requestId = currentRequestId();
        return requestId === undefined ? {} : { request_id: requestId };
      },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
  const write =
    (as: "debug" | "info" | "warn" | "error") =>
    (message: string, fields: LogFields = {}) => {
      if (lines.isLevelEnabled(as)) lines[as](redact(fields), redactText(message));
    };
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}
