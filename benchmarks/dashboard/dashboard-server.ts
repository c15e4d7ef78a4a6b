import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { z } from "zod";
import { resolveDatabase } from "@/server/db/connection-urls";
import { SEEDED_STUDY, seedStudy } from "./seed-study";

const Account = z.object({
  email: z.string(),
  password: z.string(),
  workspace: z.string(),
  project_id: z.string(),
  api_key: z.string(),
});
export type Account = z.infer<typeof Account>;

export interface DashboardServer {
  readonly url: string;
  readonly account: Account;
  /** A study with that many trials; its id. */
  seed(name: string, trials: number): Promise<string>;
  stop(): Promise<void>;
}

const START_MS = 60_000;

/** The built product with its pages, on an empty database in a throw-away directory. */
export async function startDashboardServer(): Promise<DashboardServer> {
  const data = await mkdtemp(path.join(tmpdir(), "tellus-bench-"));
  await chmod(data, 0o711); // for the account that runs PostgreSQL when we are root
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    NODE_ENV: "production" as const,
    PORT: String(port),
    TELLUS_DATA: data,
    TELLUS_LOG_LEVEL: "error",
  };
  const child = spawn(process.execPath, [".build/server.mjs"], { env, stdio: ["ignore", "ignore", "inherit"] });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    await rm(data, { recursive: true, force: true });
  };
  try {
    await untilReady(url);
    const made = execFileSync(process.execPath, [".build/cli.mjs", "demo-setup", "--json"], { env, encoding: "utf8" });
    const account = Account.parse(JSON.parse(made));
    return { url, account, seed: (name, trials) => seed({ url, account, data, name, trials }), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface SeedRequest {
  readonly url: string;
  readonly account: Account;
  readonly data: string;
  readonly name: string;
  readonly trials: number;
}

async function seed({ url, account, data, name, trials }: SeedRequest): Promise<string> {
  const response = await fetch(`${url}/api/v1/projects/${account.project_id}/studies`, {
    method: "POST",
    headers: { authorization: `Bearer ${account.api_key}`, "content-type": "application/json" },
    body: JSON.stringify({ ...SEEDED_STUDY, name, limits: { max_trials: trials } }),
  });
  if (!response.ok) throw new Error(`The study was not made: ${response.status} ${await response.text()}`);
  const { id } = z.object({ id: z.string() }).parse(await response.json());
  const directory = path.join(data, "postgres");
  const database = await resolveDatabase({ databaseUrl: undefined, directory, log: () => undefined });
  const admin = new pg.Client({ connectionString: database.embedded?.adminUrl });
  try {
    await admin.connect();
    const studyId = id.replace("std_", "");
    const { rows } = await admin.query<{ workspace_id: string }>("select workspace_id from study where id = $1", [
      studyId,
    ]);
    await seedStudy({ admin, workspaceId: rows[0]?.workspace_id ?? "", studyId, trials });
  } finally {
    await admin.end();
    await database.embedded?.stop(); // lets go; the server keeps it up
  }
  return id;
}

async function untilReady(url: string): Promise<void> {
  const until = performance.now() + START_MS;
  while (performance.now() < until) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(100);
  }
  throw new Error(`The server was not ready within ${START_MS / 1000} s.`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("No port.");
  return address.port;
}
