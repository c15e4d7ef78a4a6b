import { hashPassword } from "@/server/auth/password";
import { systemPool } from "@/server/db/pools";
import { addFirstPerson, isEmptyServer, lockEmptyServer } from "./first-person";
import { hashSetUpCode, newSetUpCode } from "./set-up-code";
import { systemTransaction } from "./system-transaction";

interface FirstRun {
  readonly publicUrl: string;
  /** From the environment, for automation. */
  readonly init: { readonly email: string; readonly password: string; readonly workspace: string } | undefined;
  readonly say: (message: string) => void;
}

/**
 * On an empty database: makes the person the environment names, or prints the one-time code that the set-up page asks for.
 * Whoever can read the server's output is its operator; whoever merely reaches the page is not.
 */
export async function prepareFirstRun({ publicUrl, init, say }: FirstRun): Promise<void> {
  if (!(await isEmptyServer())) return;
  if (init !== undefined) {
    const passwordHash = await hashPassword(init.password);
    const slug = await systemTransaction(async (client) => {
      if (!(await lockEmptyServer(client))) return null; // another replica was first
      return addFirstPerson(client, {
        ...init,
        name: init.email.split("@", 1)[0] ?? "Owner",
        passwordHash,
        requestId: "init",
      });
    });
    if (slug !== null) say(`The first account was made from TELLUS_INIT_EMAIL: ${init.email}, workspace ${slug}.`);
    return;
  }
  const code = newSetUpCode();
  await systemPool().query(
    `insert into set_up_code (code_hash, created_at) values ($1, clock_timestamp())
     on conflict (is_only) do update set code_hash = excluded.code_hash, created_at = excluded.created_at`,
    [hashSetUpCode(code)],
  );
  say(
    `Nobody has an account here yet. Open ${publicUrl}/set-up and enter the code ${code} (it replaces earlier ones).`,
  );
}
