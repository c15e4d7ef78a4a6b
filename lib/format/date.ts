const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago, in one unit; after a month, the day. A clock slightly behind the server's reads as now, never as the future. */
export function formatAgo(timestamp: string, nowMs: number): string {
  const age = nowMs - Date.parse(timestamp);
  if (age < 5 * SECOND) return "just now";
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s ago`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  if (age < DAY) return `${Math.floor(age / HOUR)} h ago`;
  if (age < 30 * DAY) return `${Math.floor(age / DAY)} d ago`;
  return formatDate(timestamp);
}

/** The exact time, in UTC so that server and browser write the same. */
export function formatExactTime(timestamp: string): string {
  return `${new Date(timestamp).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

const DAY_FORMAT = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" });

/** A day of the last year, of `2026-11-05` or a full timestamp: `Nov 5`. In UTC, as all times are. */
export function formatDay(timestamp: string): string {
  return DAY_FORMAT.format(new Date(timestamp));
}

const DATE_FORMAT = new Intl.DateTimeFormat("en-US", {
  year: "numeric",
  month: "short",
  day: "numeric",
  timeZone: "UTC",
});

/** A day of any year: `Dec 24, 2025`. */
export function formatDate(timestamp: string): string {
  return DATE_FORMAT.format(new Date(timestamp));
}
