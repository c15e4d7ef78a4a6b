import type { ApiKey } from "@/lib/contract/api-key";

export type ApiKeyState = "active" | "expiring" | "expired" | "revoked";

/** Long enough to make a new key and bring it where the old one is. */
const SOON_MS = 7 * 24 * 3_600_000;

/** Whether a key still works, and whether someone should replace it soon. */
export function apiKeyState(key: Pick<ApiKey, "expires_at" | "revoked_at">, nowMs: number): ApiKeyState {
  if (key.revoked_at !== null) return "revoked";
  const leftMs = Date.parse(key.expires_at) - nowMs;
  if (leftMs <= 0) return "expired";
  return leftMs < SOON_MS ? "expiring" : "active";
}
