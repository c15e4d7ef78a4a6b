import { z } from "zod";
import { systemPool } from "@/server/db/pools";
import { emailKey } from "./email-key";
import { verifyPassword } from "./password";
import { signInLimiter } from "./sign-in-limiter";

const Credentials = z.object({ email: z.string().max(320), password: z.string().min(1).max(1024) });

interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly password_hash: string | null;
}

export type CredentialsOutcome =
  | { readonly kind: "ok"; readonly person: Pick<PersonRow, "id" | "name" | "email"> }
  | { readonly kind: "wrong" }
  | { readonly kind: "wait"; readonly seconds: number };

/** Checks an address and a password. An account that does not exist is answered like a wrong password, in the same time. */
export async function checkCredentials(given: unknown, address: string): Promise<CredentialsOutcome> {
  const parsed = Credentials.safeParse(given);
  const key = parsed.success ? emailKey(parsed.data.email) : null;
  const account = key ?? "no address";
  const attempt = { account, address, nowMs: performance.now() };
  const limiter = signInLimiter();
  const seconds = limiter.waitSeconds(attempt);
  if (seconds > 0) return { kind: "wait", seconds };
  // Counted before the password is looked at, so that guesses sent side by side count too.
  limiter.noteFailure(attempt);
  const person = key === null ? null : await findPerson(key);
  const matches = await verifyPassword(person?.password_hash ?? null, parsed.success ? parsed.data.password : "");
  if (!matches || person === null) return { kind: "wrong" };
  limiter.noteSuccess(attempt);
  return { kind: "ok", person: { id: person.id, name: person.name, email: person.email } };
}

async function findPerson(key: string): Promise<PersonRow | null> {
  const { rows } = await systemPool().query<PersonRow>({
    name: "find_person",
    text: "select id, name, email, password_hash from person where email_key = $1",
    values: [key],
  });
  return rows[0] ?? null;
}
