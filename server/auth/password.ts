import { hash, verify } from "@node-rs/argon2";
import { processSingleton } from "@/server/kernel/process";
import { Semaphore } from "./semaphore";

/** OWASP's floor for Argon2id (algorithm 2; the package's enum vanishes when files are compiled one by one): 19 MiB, two passes, one lane. */
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashing takes a core for tens of milliseconds: two at a time, or a burst of sign-ins stops everything else. */
const hashing = () => processSingleton("auth.hashing", () => new Semaphore(2));

/** Longer ones only make us work; a passphrase of this length is beyond guessing. */
export const PASSWORD_MAX_LENGTH = 1024;

export function hashPassword(password: string): Promise<string> {
  return hashing().run(() => hash(password.normalize("NFC"), ARGON2ID));
}

/** Takes as long for an account that is unknown or has no password (`null`) as for one that has, so time tells nothing. */
export async function verifyPassword(storedHash: string | null, password: string): Promise<boolean> {
  if (password.length > PASSWORD_MAX_LENGTH) return false;
  const against = storedHash ?? (await nobodysHash());
  const matches = await hashing().run(() => verify(against, password.normalize("NFC")));
  return matches && storedHash !== null;
}

function nobodysHash(): Promise<string> {
  return processSingleton("auth.nobodys-hash", () => hashPassword("nobody has this password"));
}
