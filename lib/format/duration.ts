const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A duration in its two largest units: `840 ms`, `12.3 s`, `4 min 05 s`, `2 h 07 min`, `3 d 04 h`. */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < MINUTE - 50) return `${(ms / SECOND).toFixed(1)} s`;
  const rounded = Math.round(ms / SECOND) * SECOND;
  if (rounded < HOUR) return pair(rounded, { unit: MINUTE, name: "min", subunit: SECOND, subname: "s" });
  if (rounded < DAY) return pair(rounded, { unit: HOUR, name: "h", subunit: MINUTE, subname: "min" });
  return pair(rounded, { unit: DAY, name: "d", subunit: HOUR, subname: "h" });
}

/** What is left of a wait that passes under the reader's eyes: whole seconds, and not less than one. */
export function formatTimeLeft(leftMs: number): string {
  const seconds = Math.max(1, Math.ceil(leftMs / SECOND));
  return seconds * SECOND < MINUTE ? `${seconds} s` : formatDuration(seconds * SECOND);
}

interface Units {
  readonly unit: number;
  readonly name: string;
  readonly subunit: number;
  readonly subname: string;
}

function pair(ms: number, units: Units): string {
  const whole = Math.floor(ms / units.unit);
  const rest = Math.floor((ms % units.unit) / units.subunit);
  return `${whole} ${units.name} ${String(rest).padStart(2, "0")} ${units.subname}`;
}
