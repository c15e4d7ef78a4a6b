import { processSingleton } from "@/server/kernel/process";

/** Encrypts the session cookie. Set once at start: from the environment, or made and kept in the data directory. */
const holder = () => processSingleton("session-secret", () => ({ secret: "" }));

export function setSessionSecret(secret: string): void {
  if (secret.length < 32) throw new Error("The session secret must be at least 32 characters.");
  holder().secret = secret;
}

/** Throws when it was never set: signing with a known or empty secret would let anybody in. */
export function sessionSecret(): string {
  const { secret } = holder();
  if (secret === "") throw new Error("The session secret is not set; server/main.ts sets it before it listens.");
  return secret;
}
