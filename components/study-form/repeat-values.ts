import { isObject, type Json, textOf, withoutGaps } from "./json-parts";
import { readNumber } from "./number-text";

/** The fields of repeats, as they were typed; without a rule there are none, and assignments are evaluated once. */
export interface RepeatValues {
  readonly rule: string;
  readonly max: string;
  /** Of races. Empty: what the server takes by default. */
  readonly errorRate: string;
  readonly min: string;
  readonly rest: Json;
}

export const NO_REPEATS: RepeatValues = { rule: "", max: "", errorRate: "", min: "", rest: {} };

export function toRepeats({ rule, max, errorRate, min, rest }: RepeatValues): Json | undefined {
  if (rule === "") return undefined;
  return withoutGaps({
    max: readNumber(max),
    rule,
    error_rate: readNumber(errorRate),
    min: readNumber(min),
    ...rest,
  });
}

/** The fields for repeats written as JSON; null when they are not of that shape, and stay as they are. */
export function fromRepeats(repeats: unknown): RepeatValues | null {
  if (repeats === undefined) return NO_REPEATS;
  if (!isObject(repeats)) return null;
  const { rule, max, error_rate, min, ...rest } = repeats;
  if (typeof rule !== "string" || rule === "") return null;
  return { rule, max: textOf(max), errorRate: textOf(error_rate), min: textOf(min), rest };
}
