import pg from "pg";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { z } from "zod";
import { hashInvitationSecret, newInvitationSecret } from "@/server/auth/invitation-secret";
import { createSession, findSession } from "@/server/auth/session-store";
import { closePools, openPools } from "@/server/db/pools";
import { type TemporaryDatabase, temporaryDatabase } from "@/server/embedded/testing/temporary-database";
import { env } from "@/server/env";
import type { AppError } from "@/server/kernel/app-error";
import { newId } from "@/server/kernel/ids";
import type { AccountContext } from "../account-context";
import type { AccountService } from "../account-service";
import { prepareFirstRun } from "../prepare-first-run";
import { setUp } from "../set-up";

let database: TemporaryDatabase;
export let admin: pg.Pool;
/** A database of its own for the tests of one file, empty before each. The file mocks `server/env` with settings that may be changed. */
export function openAccountDatabase(): void {
  beforeAll(async () => {
    database = await temporaryDatabase();
    openPools(database.urls, () => undefined);
    admin = new pg.Pool({ connectionString: database.adminUrl, max: 2 });
    admin.on("error", () => undefined);
  });
  beforeEach(async () => {
    openSignUp("closed");
    await admin.query("set session_replication_role = replica; truncate person, workspace, set_up_code cascade");
  });
  afterAll(async () => {
    await closePools();
    await admin.end();
    await database.drop();
  });
}

export const PASSWORD = "a long enough password";
let addresses = 0;

/** Each caller comes from an address of their own, so that limits count what a test means them to. */
export function context(session: string | null = null, more: Partial<AccountContext> = {}): AccountContext {
  addresses += 1;
  const person = async () => (session === null ? null : findSession(session));
  return { person, mayWrite: true, address: `192.0.2.${addresses}`, requestId: newId(), ...more };
}

export function openSignUp(mode: "closed" | "open" | "domain", domains: readonly string[] = []): void {
  Object.assign(env(), { signUp: { mode, domains } });
}

interface Call<Input extends z.ZodType, Output extends z.ZodType> {
  readonly service: AccountService<Input, Output>;
  readonly as?: string | null;
  readonly input: z.input<Input>;
  readonly context?: AccountContext;
}

export const run = <Input extends z.ZodType, Output extends z.ZodType>(call: Call<Input, Output>) =>
  call.service.run(call.context ?? context(call.as), call.input);

export const code = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: AppError) => error.code,
  );

/** The code as the operator reads it off the server's output. */
export async function printedCode(): Promise<string> {
  const said: string[] = [];
  await prepareFirstRun({ publicUrl: "http://here", init: undefined, say: (message) => said.push(message) });
  return /code ([A-Z2-9-]{23}) /.exec(said.join())?.[1] ?? "none";
}

export const ada = { name: "Ada", email: "ada@tellus.example", password: PASSWORD };

/** The first person, signed in, and their workspace. */
export async function first() {
  const { slug } = await run({ service: setUp, input: { code: await printedCode(), ...ada, workspace: "Lab" } });
  const { rows } = await admin.query<{ id: string; workspace: string }>(
    "select p.id, m.workspace_id as workspace from person p join membership m on m.person_id = p.id",
  );
  const [row] = rows;
  if (row === undefined) throw new Error("nobody was made");
  const session = await createSession({ personId: row.id, userAgent: "test" });
  return { slug, session, personId: row.id, workspaceId: row.workspace };
}

interface Invited {
  readonly email?: string;
  readonly expires?: string;
  readonly role?: string;
}

export async function invite({ email, expires = "1 day", role = "viewer" }: Invited = {}): Promise<string> {
  const secret = newInvitationSecret();
  await admin.query(
    `insert into invitation (workspace_id, id, role, email, email_key, secret_hash, created_by, created_at, expires_at)
     select m.workspace_id, $1, $2, $3, $3, $4, m.person_id, now() - interval '2 days', now() + $5::interval
       from membership m where m.role = 'owner' limit 1`,
    [newId(), role, email ?? null, hashInvitationSecret(secret), expires],
  );
  return secret;
}

export async function roles(): Promise<readonly (readonly [string, string])[]> {
  const { rows } = await admin.query<{ email: string; role: string }>(
    "select email, role from membership join person on person.id = person_id order by email",
  );
  return rows.map(({ email, role }) => [email, role] as const);
}

export const grace = { name: "Grace", email: "grace@tellus.example", password: PASSWORD };
