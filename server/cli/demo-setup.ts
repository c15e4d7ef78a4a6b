import { randomBytes } from "node:crypto";
import { chmod, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { authenticate } from "@/server/auth/authenticate";
import { emailKey } from "@/server/auth/email-key";
import { hashPassword } from "@/server/auth/password";
import { systemPool } from "@/server/db/pools";
import { newId } from "@/server/kernel/ids";
import { createApiKey } from "@/server/services/api-key/create-api-key";
import { createProject } from "@/server/services/project/create-project";
import { ownerContext } from "./operator";

const DemoSetup = z.object({
  email: z.string(),
  password: z.string(),
  workspace: z.string(),
  project: z.string(),
  project_id: z.string(),
  api_key: z.string(),
});
export type DemoSetup = z.infer<typeof DemoSetup>;

const EMAIL = "demo@tellus.example";
const SLUG = "demo";
const PROJECT = "examples";

/** The demo's person, workspace, project and key: made once, kept in a file only its owner can read, read back later. */
export async function demoSetup(dataDirectory: string): Promise<DemoSetup> {
  const file = path.join(dataDirectory, "demo.json");
  const known = await readSetup(file);
  if (known !== null && (await stillWorks(known))) return known;
  const password = known?.password ?? randomBytes(12).toString("base64url");
  const { workspaceId, personId } = await ensurePerson(password);
  const context = ownerContext({ workspaceId, personId, name: "Demo" });
  const { output: project } = await createProject.run(context, { name: PROJECT, if_exists: "return" });
  const { output: made } = await createApiKey.run(context, { name: "Demo job", kind: "svc" });
  const setup = {
    email: EMAIL,
    password,
    workspace: SLUG,
    project: PROJECT,
    project_id: project.id,
    api_key: made.secret,
  };
  await writeFile(file, `${JSON.stringify(setup, null, 2)}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
  return setup;
}

async function readSetup(file: string): Promise<DemoSetup | null> {
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return DemoSetup.parse(JSON.parse(text));
  } catch {
    return null; // half-written or of another version: made anew
  }
}

async function stillWorks({ api_key }: DemoSetup): Promise<boolean> {
  return authenticate(`Bearer ${api_key}`).then(
    () => true,
    () => false,
  );
}

/** One statement, so that a crash leaves all or nothing; the password follows the file, which may have been deleted. */
async function ensurePerson(password: string): Promise<{ workspaceId: string; personId: string }> {
  const { rows } = await systemPool().query<{ workspace_id: string; person_id: string }>(
    `with who as (
       insert into person (id, email, email_key, name, password_hash) values ($1, $2, $3, 'Demo', $4)
       on conflict (email_key) do update set password_hash = excluded.password_hash returning id),
     place as (
       insert into workspace (id, slug, name) values ($5, $6, 'Demo')
       on conflict (slug) do update set slug = excluded.slug returning id),
     member as (
       insert into membership (workspace_id, person_id, role) select place.id, who.id, 'owner' from place, who on conflict do nothing)
     select place.id as workspace_id, who.id as person_id from place, who`,
    [newId(), EMAIL, emailKey(EMAIL), await hashPassword(password), newId(), SLUG],
  );
  const [row] = rows;
  if (row === undefined) throw new Error("The demo's workspace could not be made.");
  return { workspaceId: row.workspace_id, personId: row.person_id };
}
