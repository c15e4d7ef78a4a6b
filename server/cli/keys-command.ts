import { Command, Option } from "commander";
import { apiKeyKinds } from "@/lib/contract/api-key";
import { createApiKey } from "@/server/services/api-key/create-api-key";
import { listApiKeys } from "@/server/services/api-key/list-api-keys";
import { revokeApiKey } from "@/server/services/api-key/revoke-api-key";
import { operatorContext } from "./operator";
import { print } from "./print";
import { withDatabase } from "./with-database";

interface CreateOptions {
  readonly workspace?: string;
  readonly name: string;
  readonly kind: (typeof apiKeyKinds)[number];
  readonly project?: string;
  readonly days: string;
  readonly json?: boolean;
}

/** `tellus keys …`: API keys until the dashboard has pages for them. */
export function keysCommand(): Command {
  const keys = new Command("keys").description("API keys of a workspace");
  keys
    .command("create")
    .description("make a key; its secret is shown this once")
    .requiredOption("--name <name>", "what the key is for")
    .addOption(
      new Option("--kind <kind>", "wrk: worker of one project; svc: automation; pat: a person; test")
        .choices([...apiKeyKinds])
        .default("svc"),
    )
    .option("--project <prj_id>", "the project of a worker key")
    .option("--days <days>", "days until it expires", "90")
    .option("--workspace <slug>")
    .option("--json", "machine-readable")
    .action((options: CreateOptions) => withDatabase(() => create(options)));
  keys
    .command("list")
    .description("keys without their secrets")
    .option("--workspace <slug>")
    .action(({ workspace }: { workspace?: string }) => withDatabase(() => list(workspace)));
  keys
    .command("revoke <key_id>")
    .description("end a key; it stops working within five seconds")
    .option("--workspace <slug>")
    .action((keyId: string, { workspace }: { workspace?: string }) => withDatabase(() => revoke(keyId, workspace)));
  return keys;
}

async function create({ workspace, name, kind, project, days, json }: CreateOptions): Promise<void> {
  const { output } = await createApiKey.run(await operatorContext(workspace), {
    name,
    kind,
    expires_in_days: Number(days),
    ...(project === undefined ? {} : { project_id: project }),
  });
  if (json === true) return print(JSON.stringify(output));
  print(`${output.key.id}  ${output.key.kind}  ${output.key.name}  until ${output.key.expires_at}`);
  print(`\n  ${output.secret}\n\nThis is shown once. Workers take it from TELLUS_API_KEY.`);
}

async function list(workspace: string | undefined): Promise<void> {
  const { output } = await listApiKeys.run(await operatorContext(workspace), { limit: 1000 });
  for (const key of output.data) {
    const state = key.revoked_at === null ? `until ${key.expires_at}` : `revoked ${key.revoked_at}`;
    print(`${key.id}  ${key.prefix}…  ${key.kind}  ${key.name}  ${state}`);
  }
  if (output.data.length === 0) print("No keys yet: npm run tellus -- keys create --name <name>");
}

async function revoke(keyId: string, workspace: string | undefined): Promise<void> {
  const { output } = await revokeApiKey.run(await operatorContext(workspace), { api_key_id: keyId });
  print(`${output.id} is revoked.`);
}
