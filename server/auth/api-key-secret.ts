import { createHash, randomInt } from "node:crypto";
import { crc32 } from "node:zlib";
import type { apiKeyKinds } from "@/lib/contract/api-key";

type ApiKeyKind = (typeof apiKeyKinds)[number];

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BODY_LENGTH = 32;
const CHECK_LENGTH = 6;
const SHAPE = new RegExp(`^tellus_(wrk|svc|pat|test)_[0-9A-Za-z]{${BODY_LENGTH + CHECK_LENGTH}}$`);

/** `tellus_<kind>_<32 random base62><CRC-32 of everything before>`: about 190 bits, and recognisable in a leak. */
export function newApiKeySecret(kind: ApiKeyKind): string {
  const body = Array.from({ length: BODY_LENGTH }, () => BASE62[randomInt(BASE62.length)]).join("");
  const unchecked = `tellus_${kind}_${body}`;
  return unchecked + checksum(unchecked);
}

/** Whether the text can be a key at all; the checksum saves a database look-up for anything mistyped. It is no security. */
export function isApiKeySecret(text: string): boolean {
  return SHAPE.test(text) && text.endsWith(checksum(text.slice(0, -CHECK_LENGTH)));
}

/** What is stored. Plain SHA-256 suits a secret of high entropy. */
export function hashApiKeySecret(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/** Enough to recognise a key by, too little to guess one. */
export function apiKeyPrefix(secret: string): string {
  return secret.slice(0, secret.lastIndexOf("_") + 9);
}

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = "";
  for (let index = 0; index < CHECK_LENGTH; index += 1) {
    digits = BASE62.charAt(rest % BASE62.length) + digits;
    rest = Math.floor(rest / BASE62.length);
  }
  return digits;
}
