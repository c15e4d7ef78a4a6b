import type pg from "pg";
import { emailKey } from "@/server/auth/email-key";
import type { IdentityProviderId, ProvidedIdentity } from "@/server/auth/identity-providers";
import { maySignUp } from "@/server/auth/sign-up-policy";
import { systemPool } from "@/server/db/pools";
import { addPerson } from "./new-person";
import { systemTransaction } from "./system-transaction";

/** Why somebody whom a provider vouches for is not let in. */
export type Refusal = "email_unverified" | "sign_up_closed" | "not_set_up";

export type Admission = { readonly personId: string } | { readonly refused: Refusal };

interface Arrival {
  readonly provider: IdentityProviderId;
  readonly identity: ProvidedIdentity;
}

/**
 * Whose account an identity opens. One that was here before opens the account it is tied to, whatever its address is by
 * now. A new one is tied to the account of its address, or makes one where sign-up or an open invitation allows it; both
 * only when the provider has verified the address, since otherwise whoever enters someone's address there would be them here.
 */
export async function admitIdentity({ provider, identity }: Arrival): Promise<Admission> {
  const known = await personOfIdentity(provider, identity.subject);
  if (known !== null) return { personId: known };
  const key = emailKey(identity.email);
  if (key === null || !identity.emailVerified) return { refused: "email_unverified" };
  return systemTransaction(async (client) => {
    const person = (await personOfAddress(client, key)) ?? (await newcomer(client, { identity, key }));
    if (typeof person !== "string") return person;
    await client.query(
      "insert into identity (provider, subject, person_id) values ($1, $2, $3) on conflict (provider, subject) do nothing",
      [provider, identity.subject, person],
    );
    return { personId: person };
  });
}

/** The account that an identity is tied to. */
export async function personOfIdentity(provider: string, subject: string): Promise<string | null> {
  const { rows } = await systemPool().query<{ person_id: string }>({
    name: "person_of_identity",
    text: "select person_id from identity where provider = $1 and subject = $2",
    values: [provider, subject],
  });
  return rows[0]?.person_id ?? null;
}

async function personOfAddress(client: pg.ClientBase, key: string): Promise<string | null> {
  const { rows } = await client.query<{ id: string }>("select id from person where email_key = $1", [key]);
  return rows[0]?.id ?? null;
}

interface Newcomer {
  readonly identity: ProvidedIdentity;
  readonly key: string;
}

/** The first account takes the server's code (S11); others, sign-up or an invitation to just this address. */
async function newcomer(client: pg.ClientBase, { identity, key }: Newcomer): Promise<string | { refused: Refusal }> {
  const { rows } = await client.query<{ empty: boolean; invited: boolean }>(
    `select not exists (select 1 from person) as empty,
            exists (select 1 from invitation where email_key = $1 and accepted_at is null and revoked_at is null
                       and expires_at > clock_timestamp()) as invited`,
    [key],
  );
  if (rows[0]?.empty !== false) return { refused: "not_set_up" };
  if (!rows[0].invited && !maySignUp(key)) return { refused: "sign_up_closed" };
  return addPerson(client, { name: identity.name.slice(0, 200), email: identity.email, passwordHash: null });
}
