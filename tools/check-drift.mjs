/**
 * Are the TypeScript client's types those of docs/api/openapi.json? And do the migrations make what prisma/schema.prisma
 * describes? Asked of a throw-away PostgreSQL. Policies, functions, triggers, checks and grants live in the migrations
 * only and do not count. `--script` prints the SQL that is missing.
 */
import "./bootstrap/require-node.mjs";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { Failure, runMain } from "./bootstrap/failure.mjs";
import { bins, buildDirectory, root } from "./bootstrap/paths.mjs";
import { CLIENT_TYPES, clientTypes } from "./client-types.mjs";

await runMain(async () => {
  if (readFileSync(join(root, CLIENT_TYPES), "utf8") !== (await clientTypes()))
    throw new Failure(`${CLIENT_TYPES} is not what docs/api/openapi.json says.`, "run: npm run client:types");
  const { startEmbeddedDatabase } = await importEmbeddedDatabase();
  const directory = mkdtempSync(join(tmpdir(), "tellus-drift-"));
  // The account that runs PostgreSQL for root has to get in.
  chmodSync(directory, 0o755);
  try {
    const database = await startEmbeddedDatabase({ directory, log: console.error, durable: false });
    try {
      compare(database.adminUrl);
    } finally {
      await database.stop();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

function compare(databaseUrl) {
  const output = process.argv.includes("--script") ? ["--script"] : ["--exit-code"];
  const ends = ["--from-migrations", "prisma/migrations", "--to-schema", "prisma/schema.prisma"];
  const { status, stdout, stderr } = spawnSync(process.execPath, [bins.prisma, "migrate", "diff", ...ends, ...output], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, DATABASE_URL: databaseUrl, CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" },
  });
  // When its engine dies, Prisma may end with 0 and say nothing: only an answer counts.
  if (status === 0 && stdout.trim() !== "") return console.log(stdout.trim());
  if (status === 2) {
    const advice = "add a migration with what is missing: node tools/check-drift.mjs --script prints it.";
    throw new Failure("prisma/schema.prisma and prisma/migrations disagree.", advice, stdout);
  }
  throw new Failure("prisma migrate diff failed.", "correct what it says above.", `${stdout}\n${stderr}`);
}

/** The server's own module, bundled as the server is: Node 20 reads no TypeScript. */
async function importEmbeddedDatabase() {
  const outfile = join(buildDirectory, "tools/start-embedded-database.mjs");
  await build({
    absWorkingDir: root,
    entryPoints: ["server/embedded/start-embedded-database.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "error",
  });
  return import(pathToFileURL(outfile).href);
}
