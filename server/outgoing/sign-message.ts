import { createHmac } from "node:crypto";

interface Message {
  readonly id: string;
  /** Unix time in seconds. */
  readonly timestamp: number;
  readonly body: string;
  /** More than one while a secret is being replaced: the receiver takes whichever it knows. */
  readonly secrets: readonly Buffer[];
}

/** Headers of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, one signature for each secret (S27). */
export function signMessage({ id, timestamp, body, secrets }: Message): Readonly<Record<string, string>> {
  const signed = `${id}.${timestamp}.${body}`;
  const signatures = secrets.map((secret) => `v1,${createHmac("sha256", secret).update(signed).digest("base64")}`);
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatures.join(" "),
  };
}
