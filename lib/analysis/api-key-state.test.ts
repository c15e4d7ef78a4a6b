import { expect, it } from "vitest";
import { apiKeyState } from "./api-key-state";

const NOW = Date.parse("2026-05-01T12:00:00Z");
const key = (expires_at: string, revoked_at: string | null = null) => ({
  created_at: "2026-02-01T12:00:00Z",
  expires_at,
  revoked_at,
});

it("tells a key that works from one to be replaced, and from one that is over", () => {
  expect(apiKeyState(key("2026-07-01T12:00:00Z"), NOW)).toBe("active");
  expect(apiKeyState(key("2026-05-08T12:00:00Z"), NOW)).toBe("active");
  expect(apiKeyState(key("2026-05-08T11:59:59Z"), NOW)).toBe("expiring");
  expect(apiKeyState(key("2026-05-01T12:00:00Z"), NOW)).toBe("expired");
});

it("calls a revoked key revoked, whatever its time", () => {
  expect(apiKeyState(key("2026-07-01T12:00:00Z", "2026-04-30T00:00:00Z"), NOW)).toBe("revoked");
  expect(apiKeyState(key("2026-04-01T12:00:00Z", "2026-03-30T00:00:00Z"), NOW)).toBe("revoked");
});

it("does not call a short key one to be replaced from its first day", () => {
  const week = { created_at: "2026-05-01T12:00:00Z", expires_at: "2026-05-08T12:00:00Z", revoked_at: null };
  expect(apiKeyState(week, NOW)).toBe("active");
  expect(apiKeyState(week, Date.parse("2026-05-07T12:00:00Z"))).toBe("expiring");
});
