import type { ApiKey } from "@/lib/contract/api-key";

export type ApiKeyState = "active" | "expiring" | "expired" | "revoked";

/** Long enough to make a new key and bring it where the old one is. */
const SOON_MS = 7 * 24 * 3_600_000;
/** A key that was made for a day is not soon over from the beginning. */
const SOON_SHARE = 0.25;

/** Whether a key still works, and whether someone should replace it soon. */
export function apiKeyState(key: Pick<ApiKey, "created_at" | "expires_at" | "revoked_at">, nowMs: number): ApiKeyState {
  if (key.revoked_at !== null) return "revoked";
  const leftMs = Date.parse(key.expires_at) - nowMs;
  if (leftMs <= 0) return "expired";
  const lifeMs = Date.parse(key.expires_at) - Date.parse(key.created_at);
  return leftMs < Math.min(SOON_MS, lifeMs * SOON_SHARE) ? "expiring" : "active";
}
