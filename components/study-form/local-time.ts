/** A time as a field for date and time takes it, in this machine's zone: `2030-06-01T18:00`; empty for what is no time. */
export function toLocalTime(timestamp: string): string {
  // Engines read much else as times, of which the API takes nothing.
  const time = new Date(/^\d{4}-\d\d-\d\dT/.test(timestamp) ? timestamp : Number.NaN);
  const shifted = new Date(time.getTime() - time.getTimezoneOffset() * MINUTE_MS);
  if (Number.isNaN(shifted.getTime())) return "";
  const [, minutes = "", seconds] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d):(\d\d)/.exec(shifted.toISOString()) ?? [];
  return seconds === undefined || seconds === "00" ? minutes : `${minutes}:${seconds}`;
}

/** The same back, with the zone's distance from UTC at that time: `2030-06-01T18:00:00+02:00`. */
export function toTimestamp(local: string): string {
  if (local === "") return "";
  const whole = local.length === "2030-06-01T18:00".length ? `${local}:00` : local;
  return whole + writeOffset(-new Date(local).getTimezoneOffset());
}

const MINUTE_MS = 60_000;

function writeOffset(minutes: number): string {
  const size = Math.abs(Math.round(minutes));
  const two = (count: number) => String(count).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
