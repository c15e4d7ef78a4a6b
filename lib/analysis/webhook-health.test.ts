import { expect, test } from "vitest";
import { deliveryHealth, webhookHealth } from "./webhook-health";

const NOW = Date.parse("2026-11-30T12:00:00Z");
const well = { state: "enabled", failures: 0, resting_until: null } as const;

test.each([
  [well, "active"],
  [{ ...well, failures: 1 }, "failing"],
  [{ ...well, failures: 5, resting_until: "2026-11-30T12:00:30Z" }, "resting"],
  [{ ...well, failures: 5, resting_until: "2026-11-30T11:59:30Z" }, "failing"],
  [{ ...well, state: "disabled", failures: 5, resting_until: "2026-11-30T12:00:30Z" }, "disabled"],
  [{ ...well, state: "gone" }, "gone"],
] as const)("a webhook %o is %s", (webhook, health) => {
  expect(webhookHealth(webhook, NOW)).toBe(health);
});

test("a delivery waits until its first try, and is tried again until it came or is dead", () => {
  const all = [
    { state: "pending", attempts: 0 },
    { state: "pending", attempts: 3 },
    { state: "delivered", attempts: 1 },
    { state: "dead", attempts: 8 },
  ] as const;
  expect(all.map(deliveryHealth)).toEqual(["waiting", "retrying", "delivered", "dead"]);
});
