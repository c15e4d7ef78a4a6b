import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

const ITERATIONS = 4096;

/**
 * What PostgreSQL stores for a SCRAM password (RFC 5802, section 3). Sent in place of the password, so that no
 * statement, log or pg_stat_activity row ever shows the password itself. Passwords must be ASCII (no SASLprep here).
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16), iterations = ITERATIONS): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const sign = (text: string) => createHmac("sha256", salted).update(text).digest();
  const storedKey = createHash("sha256").update(sign("Client Key")).digest("base64");
  const serverKey = sign("Server Key").toString("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}

/** True when the stored verifier was made from this password. */
export function matchesVerifier(password: string, stored: string | null): boolean {
  const parts = /^SCRAM-SHA-256\$(\d+):([^$]+)\$/.exec(stored ?? "");
  if (!parts?.[1] || !parts[2]) return false;
  return scramVerifier(password, Buffer.from(parts[2], "base64"), Number(parts[1])) === stored;
}
