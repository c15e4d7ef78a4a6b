import { expect, it } from "vitest";
import { formatAgo, formatDate, formatDay, formatExactTime } from "./date";

const now = Date.parse("2026-03-05T12:00:00Z");

it.each([
  ["2026-03-05T12:00:30Z", "just now"],
  ["2026-03-05T11:59:58Z", "just now"],
  ["2026-03-05T11:59:18Z", "42 s ago"],
  ["2026-03-05T11:40:00Z", "20 min ago"],
  ["2026-03-05T07:00:00Z", "5 h ago"],
  ["2026-03-01T12:00:00Z", "4 d ago"],
  ["2025-12-24T12:00:00Z", "Dec 24, 2025"],
])("writes %s as %s", (timestamp, text) => {
  expect(formatAgo(timestamp, now)).toBe(text);
});

it("writes the exact time in UTC, whatever zone it came in", () => {
  expect(formatExactTime("2026-03-05T12:00:00.123+02:00")).toBe("2026-03-05 10:00:00 UTC");
});

it("writes a day as people do, in UTC, whatever zone it came in", () => {
  expect(formatDay("2026-03-05")).toBe("Mar 5");
  expect(formatDate("2026-03-05T23:30:00-02:00")).toBe("Mar 6, 2026");
});
