import { type Scope, scopes } from "@/lib/contract/scopes";
import { systemPool } from "@/server/db/pools";
import type { Actor } from "@/server/kernel/actor";
import { AppError } from "@/server/kernel/app-error";
import { processSingleton } from "@/server/kernel/process";
import { hashApiKeySecret, isApiKeySecret } from "./api-key-secret";

/** How long a found key is trusted without looking again: well below the five seconds in which a revocation must hold (S6). */
const CACHE_MS = 2_000;
const CACHE_SIZE = 10_000;

interface CachedKey {
  readonly actor: Actor;
  readonly expiresAt: number;
  readonly readAt: number;
}

interface KeyRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly project_id: string | null;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expires_in_ms: number;
}

const cache = (): Map<string, CachedKey> => processSingleton("api-key-cache", () => new Map<string, CachedKey>());

/** The actor behind an Authorization header: `Bearer <key>`, or Basic with the key as user name (`curl -u`). */
export async function authenticate(authorization: string | undefined): Promise<Actor> {
  const secret = authorization === undefined ? undefined : secretOf(authorization);
  if (secret === undefined) {
    throw new AppError("unauthenticated", "Send your API key: Authorization: Bearer tellus_…");
  }
  if (!isApiKeySecret(secret)) {
    throw new AppError(
      "unauthenticated",
      "This is not a Tellus API key, or a character of it is missing. Copy it again.",
    );
  }
  const hash = hashApiKeySecret(secret).toString("hex");
  const cached = cache().get(hash);
  const now = performance.now();
  if (cached !== undefined && now - cached.readAt < CACHE_MS && now < cached.expiresAt) return cached.actor;
  const found = await findKeyOnce(hash, now);
  if (cache().size >= CACHE_SIZE) cache().clear();
  cache().set(hash, found);
  return found.actor;
}

/** Whoever comes while a key is looked up gets that look-up's answer: when it has to be read anew, all its workers come at once. */
function findKeyOnce(hashHex: string, now: number): Promise<CachedKey> {
  const underWay = processSingleton("api-key-look-ups", () => new Map<string, Promise<CachedKey>>());
  const known = underWay.get(hashHex);
  if (known !== undefined) return known;
  const found = findKey(hashHex, now).finally(() => underWay.delete(hashHex));
  underWay.set(hashHex, found);
  return found;
}

function secretOf(authorization: string): string | undefined {
  const [scheme, value] = authorization.split(" ", 2);
  if (value === undefined) return undefined;
  if (scheme?.toLowerCase() === "bearer") return value.trim();
  if (scheme?.toLowerCase() === "basic") return Buffer.from(value, "base64").toString("utf8").split(":", 1)[0];
  return undefined;
}

async function findKey(hashHex: string, now: number): Promise<CachedKey> {
  const { rows } = await systemPool().query<KeyRow>({
    name: "find_api_key",
    // The clock that decides is the database's; the last use is noted at most once a minute.
    text: `with found as (
             select workspace_id, id, project_id, name, scopes, last_used_at,
                    extract(epoch from expires_at - clock_timestamp()) * 1000 as expires_in_ms
               from api_key where secret_hash = decode($1, 'hex') and revoked_at is null and expires_at > clock_timestamp()),
           used as (
             update api_key k set last_used_at = clock_timestamp() from found
              where k.workspace_id = found.workspace_id and k.id = found.id
                and (found.last_used_at is null or found.last_used_at < clock_timestamp() - interval '1 minute'))
           select workspace_id, id, project_id, name, scopes, expires_in_ms::float8 from found`,
    values: [hashHex],
  });
  const [row] = rows;
  if (row === undefined) {
    throw new AppError("unauthenticated", "This API key is unknown, revoked or expired. Make a new one.");
  }
  const actor: Actor = {
    kind: "api_key",
    id: row.id,
    name: row.name,
    workspaceId: row.workspace_id,
    projectId: row.project_id,
    scopes: new Set(row.scopes.filter((scope): scope is Scope => (scopes as readonly string[]).includes(scope))),
  };
  return { actor, readAt: now, expiresAt: now + row.expires_in_ms };
}
