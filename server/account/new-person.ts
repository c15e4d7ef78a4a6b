import type pg from "pg";
import { emailKey } from "@/server/auth/email-key";
import { AppError } from "@/server/kernel/app-error";
import { newId } from "@/server/kernel/ids";

interface NewPerson {
  readonly name: string;
  readonly email: string;
  /** Absent for people who sign in through an identity provider only. */
  readonly passwordHash: string | null;
}

/** Adds a person and gives their id. An address that somebody has is refused: it is one account each. */
export async function addPerson(client: pg.ClientBase, { name, email, passwordHash }: NewPerson): Promise<string> {
  const id = newId();
  const { rowCount } = await client.query(
    `insert into person (id, email, email_key, name, password_hash) values ($1, $2, $3, $4, $5)
     on conflict (email_key) do nothing`,
    [id, email, knownKey(email), name, passwordHash],
  );
  if (rowCount === 1) return id;
  throw new AppError("name_taken", "There is already an account with this address. Sign in with it.", {
    errors: [
      { pointer: "/email", code: "name_taken", detail: "There is an account with this address. Sign in instead." },
    ],
  });
}

/** The address as it must be unique, or the refusal of what is no address after all (look-alikes of `@`). */
export function knownKey(email: string): string {
  const key = emailKey(email);
  if (key !== null) return key;
  const detail = "Must be an e-mail address.";
  throw new AppError("invalid_input", detail, { errors: [{ pointer: "/email", code: "custom", detail }] });
}
