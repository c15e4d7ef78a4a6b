import fc from "fast-check";
import { afterEach, expect, it, vi } from "vitest";
import { Timestamp } from "@/lib/contract/primitives";
import { toLocalTime, toTimestamp } from "./local-time";

afterEach(() => vi.restoreAllMocks());

const minute = fc
  .integer({ min: Date.UTC(1971) / 60_000, max: Date.UTC(9998) / 60_000 })
  .map((minutes) => new Date(minutes * 60_000).toISOString());

it("shows a time in the zone of the machine, and reads it back as the same instant with its zone", () => {
  for (const offset of [0, -60, 480, -345]) {
    vi.spyOn(Date.prototype, "getTimezoneOffset").mockReturnValue(offset);
    fc.assert(
      fc.property(minute, (timestamp) => {
        const written = toTimestamp(toLocalTime(timestamp));
        expect(Timestamp.safeParse(written).success).toBe(true);
        expect(Date.parse(written)).toBe(Date.parse(timestamp));
      }),
      { seed: 7 },
    );
  }
});

it("writes the zone's distance from UTC, east with a plus", () => {
  const offset = vi.spyOn(Date.prototype, "getTimezoneOffset");
  offset.mockReturnValue(-345);
  expect(toTimestamp("2030-06-01T18:00")).toBe("2030-06-01T18:00:00+05:45");
  expect(toLocalTime("2030-06-01T12:15:30Z")).toBe("2030-06-01T18:00:30");
  offset.mockReturnValue(480);
  expect(toTimestamp("2030-06-01T18:00:30")).toBe("2030-06-01T18:00:30-08:00");
});

it("shows nothing for what is no time of the API", () => {
  for (const text of ["", "soon", "5", "2030-06", "+012030-06-01T00:00:00Z", "+275760-09-13T00:00:00Z"])
    expect(toLocalTime(text)).toBe("");
  expect(toTimestamp("")).toBe("");
});
