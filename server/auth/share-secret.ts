import { createHash, randomBytes } from "node:crypto";

const SECRET_BYTES = 24;
const SHAPE = /^[A-Za-z0-9_-]{32}$/;

/** What a share link holds: 192 random bits. */
export function newShareSecret(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}

/** Saves a look-up for links that were cut short. */
export function isShareSecret(text: string): boolean {
  return SHAPE.test(text);
}

/** What is stored. Plain SHA-256 suits a secret of high entropy. */
export function hashShareSecret(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
