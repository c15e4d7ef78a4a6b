import * as contract from "@/lib/contract/account";
import { membershipsOf } from "@/server/auth/session-memberships";
import { systemPool } from "@/server/db/pools";
import { toApiId } from "@/server/kernel/ids";
import { personService } from "./account-service";

export const readAccount = personService(contract.readAccount, async ({ person }) => {
  const { personId, name, email } = person;
  const { rows } = await systemPool().query<{ has_password: boolean; providers: string[] }>(
    `select password_hash is not null as has_password,
            array(select provider from identity where person_id = $1 order by provider) as providers
       from person where id = $1`,
    [personId],
  );
  const memberships = await membershipsOf(personId);
  return {
    id: toApiId("per", personId),
    name,
    email,
    has_password: rows[0]?.has_password ?? false,
    identities: (rows[0]?.providers ?? []).map((provider) => ({ provider })),
    workspaces: memberships.map(({ slug, workspaceName, role }) => ({ slug, name: workspaceName, role })),
  };
});
