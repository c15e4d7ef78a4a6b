import * as contract from "@/lib/contract/account";
import { AppError } from "@/server/kernel/app-error";
import { personService } from "./account-service";
import { addWorkspace } from "./new-workspace";
import { systemTransaction } from "./system-transaction";

/** A bound on what one account can make us keep (S16). */
const OWNED_MAX = 20;

export const createWorkspace = personService(contract.createWorkspace, async ({ context, input, person }) => {
  const slug = await systemTransaction(async (client) => {
    // Two requests of one person wait for each other, so that the bound holds.
    await client.query("select 1 from person where id = $1 for update", [person.personId]);
    const { rows } = await client.query<{ owned: number }>(
      "select count(*)::int as owned from membership where person_id = $1 and role = 'owner'",
      [person.personId],
    );
    if ((rows[0]?.owned ?? 0) >= OWNED_MAX) {
      throw new AppError("state_conflict", `You own ${OWNED_MAX} workspaces, which is the most one person can own.`);
    }
    return addWorkspace(client, { name: input.name, ownerId: person.personId, requestId: context.requestId });
  });
  return { slug };
});
