import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { sessionSecret } from "./session-secret";

const SECRET_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 1;
const PREFIX = "whsec_";

/** `whsec_` and 32 random bytes in base64, as Standard Webhooks has it: what a receiver checks signatures with. */
export function newWebhookSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

export function showWebhookSecret(secret: Buffer): string {
  return PREFIX + secret.toString("base64");
}

/** What of a webhook its sealed secret is bound to: the bytes of one row open in no other. */
interface Owner {
  readonly workspaceId: string;
  readonly webhookId: string;
}

/** A secret that signs must be read again, so it is encrypted and not hashed (S7): AES-256-GCM, with a key that the database does not hold. */
export function sealWebhookSecret(secret: Buffer, owner: Owner): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(), nonce).setAAD(boundTo(owner));
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
  return new Uint8Array(Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), sealed]));
}

/** Throws when it was sealed by a server with another secret, or for another webhook. */
export function openWebhookSecret(sealed: Uint8Array, owner: Owner): Buffer {
  const bytes = Buffer.from(sealed);
  if (bytes[0] !== VERSION) throw new Error(`A webhook's secret is sealed in a way that is not known: ${bytes[0]}.`);
  const [nonce, tag] = [
    bytes.subarray(1, 1 + NONCE_BYTES),
    bytes.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES),
  ];
  const decipher = createDecipheriv("aes-256-gcm", sealingKey(), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(owner)).setAuthTag(tag);
  return Buffer.concat([decipher.update(bytes.subarray(1 + NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}

/** Derived, so that no two purposes share a key. */
function sealingKey(): Buffer {
  return Buffer.from(hkdfSync("sha256", sessionSecret(), "", "tellus webhook secrets", 32));
}

function boundTo({ workspaceId, webhookId }: Owner): Buffer {
  return Buffer.from(`${workspaceId} ${webhookId}`);
}
