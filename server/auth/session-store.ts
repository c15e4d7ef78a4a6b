import { createHash, randomBytes } from "node:crypto";
import { systemPool } from "@/server/db/pools";

export interface SignedInPerson {
  /** Names the session, opens nothing. */
  readonly sessionId: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string;
}

interface NewSession {
  readonly personId: string;
  readonly userAgent: string | null;
}

/** Opens a session and gives its secret; only the hash is stored. Out of date ones of the same person go at the same time. */
export async function createSession({ personId, userAgent }: NewSession): Promise<string> {
  const secret = randomBytes(32).toString("base64url");
  await systemPool().query({
    name: "create_session",
    text: `with gone as (
             delete from session where person_id = $2
                and (expires_at <= clock_timestamp() or last_seen_at <= clock_timestamp() - interval '12 hours'))
           insert into session (id_hash, person_id, user_agent, created_at, last_seen_at, expires_at)
           values ($1, $2, $3, clock_timestamp(), clock_timestamp(), clock_timestamp() + interval '30 days')`,
    values: [hashOf(secret), personId, userAgent?.slice(0, 300) ?? null],
  });
  return secret;
}

/**
 * Who a session belongs to, or `null` once it was ended, has been idle for 12 hours or is 30 days old. The database's clock
 * decides; the last use is noted at most once a minute.
 */
export async function findSession(secret: string): Promise<SignedInPerson | null> {
  const { rows } = await systemPool().query<{ id: string; person_id: string; name: string; email: string }>({
    name: "find_session",
    text: `with found as (
             select s.id_hash, s.id, s.person_id, s.last_seen_at, p.name, p.email
               from session s join person p on p.id = s.person_id
              where s.id_hash = $1 and s.expires_at > clock_timestamp()
                and s.last_seen_at > clock_timestamp() - interval '12 hours'),
           used as (
             update session s set last_seen_at = clock_timestamp() from found
              where s.id_hash = found.id_hash and found.last_seen_at < clock_timestamp() - interval '1 minute')
           select id, person_id, name, email from found`,
    values: [hashOf(secret)],
  });
  const [row] = rows;
  return row === undefined ? null : { sessionId: row.id, personId: row.person_id, name: row.name, email: row.email };
}

export async function deleteSession(secret: string): Promise<void> {
  await systemPool().query({
    name: "delete_session",
    text: "delete from session where id_hash = $1",
    values: [hashOf(secret)],
  });
}

export interface StoredSession {
  readonly id: string;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
}

/** The sessions of a person that still open something, the last used first. */
export async function sessionsOf(personId: string): Promise<readonly StoredSession[]> {
  const { rows } = await systemPool().query<StoredSession>({
    name: "sessions_of_person",
    text: `select id, user_agent as "userAgent", created_at as "createdAt", last_seen_at as "lastSeenAt" from session
            where person_id = $1 and expires_at > clock_timestamp() and last_seen_at > clock_timestamp() - interval '12 hours'
            order by last_seen_at desc limit 200`,
    values: [personId],
  });
  return rows;
}

/** Ends one session of this person; somebody else's is none. */
export async function endSessionOf(personId: string, sessionId: string): Promise<boolean> {
  const { rowCount } = await systemPool().query("delete from session where person_id = $1 and id = $2", [
    personId,
    sessionId,
  ]);
  return rowCount === 1;
}

/** Signs a person out everywhere; gives how many sessions ended. */
export async function endSessionsOf(personId: string): Promise<number> {
  const { rowCount } = await systemPool().query("delete from session where person_id = $1", [personId]);
  return rowCount ?? 0;
}

function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
