import { expect, it } from "vitest";
import { byLastActivity } from "./by-last-activity";

it("puts the study that moved last first, and one nobody asked where it was created", () => {
  const old = { id: "old", created_at: "2026-01-01T00:00:00Z", last_activity_at: "2026-03-05T12:00:00Z" };
  const quiet = { id: "quiet", created_at: "2026-01-02T00:00:00Z", last_activity_at: "2026-01-03T00:00:00Z" };
  const untouched = { id: "untouched", created_at: "2026-02-01T00:00:00Z", last_activity_at: null };
  expect(byLastActivity([quiet, untouched, old]).map(({ id }) => id)).toEqual(["old", "untouched", "quiet"]);
});
