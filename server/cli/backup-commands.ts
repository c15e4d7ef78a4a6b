import path from "node:path";
import { Command, InvalidArgumentError } from "commander";
import pg from "pg";
import { localArtifacts } from "@/server/artifact-settings";
import { openStore } from "@/server/artifacts/open-store";
import { deleteOldBackups, listBackups } from "@/server/backup/backup-folders";
import { backupReader } from "@/server/backup/backup-reader";
import { brokenInvariants } from "@/server/backup/invariants";
import { recordManualRun } from "@/server/backup/record-run";
import { restoreBackup } from "@/server/backup/restore-backup";
import { takeBackup } from "@/server/backup/take-backup";
import { verifyBackup } from "@/server/backup/verify-backup";
import { type ResolvedDatabase, resolveDatabase } from "@/server/db/connection-urls";
import { env } from "@/server/env";
import { migrationsDirectory } from "@/server/open-database";
import { complain, print } from "./print";

interface BackupOptions {
  readonly to?: string;
  readonly keep?: number;
  readonly json?: boolean;
}

/** `tellus backup`: the server may run meanwhile. */
export function backupCommand(): Command {
  return new Command("backup")
    .description("write every table, as of one instant, into a new folder")
    .option("--to <directory>", "where backups are made (default: backups in the data directory)")
    .option("--keep <count>", "afterwards delete all but the newest of them", wholeNumber)
    .option("--json", "machine-readable")
    .action(backup);
}

export function restoreCommand(): Command {
  return new Command("restore")
    .description("bring a backup back into an empty database; Tellus must not run on it")
    .argument("[folder]", "the backup; default: the newest")
    .action(restore);
}

export function verifyCommand(): Command {
  return new Command("verify")
    .description("compare a backup's files with their hashes")
    .argument("[folder]", "the backup; default: the newest")
    .action(async (folder: string | undefined) => {
      const chosen = await chooseFolder(folder);
      const { tables, taken_at } = await verifyBackup(chosen);
      print(`${chosen} is whole: ${tables.length} tables as of ${taken_at}.`);
    });
}

export function checkCommand(): Command {
  return new Command("check")
    .description("check what must hold of the database's rows, for example after restoring it by other means")
    .action(check);
}

async function backup({ to, keep, json }: BackupOptions): Promise<void> {
  const directory = path.resolve(to ?? env().backup.directory);
  await withDatabase(async (database) => {
    const started = performance.now();
    const taken = await takeBackup({
      url: await readerUrl(database),
      directory,
      artifacts: localArtifacts(env().artifacts),
    });
    const seconds = Math.round((performance.now() - started) / 100) / 10;
    await recordManualRun(database.urls.system, taken);
    const deleted = keep === undefined ? [] : await deleteOldBackups(directory, keep);
    const { folder, rows, bytes } = taken;
    if (json === true) return print(JSON.stringify({ folder, rows, bytes, seconds, deleted }));
    print(`${folder}: ${rows} rows, ${bytes} bytes, ${seconds} s`);
    const { files } = taken.manifest;
    if (files !== undefined) print(`With it ${files.count} files of trials, ${files.bytes} bytes.`);
    if (env().artifacts.place.kind === "s3")
      print("Files of trials are not in it: they are in S3-compatible storage, which needs copies of its own.");
    for (const old of deleted) print(`Deleted ${old}`);
    print(
      "Not included, keep it elsewhere: TELLUS_SECRET or the file secret of the data directory, and your settings.",
    );
  });
}

async function restore(folder: string | undefined): Promise<void> {
  const chosen = await chooseFolder(folder);
  await withDatabase(async ({ urls }) => {
    const { rows, manifest } = await restoreBackup({
      folder: chosen,
      ownerUrl: urls.owner,
      migrationsDirectory: migrationsDirectory(),
      openFiles: (space) => openStore(env().artifacts.place, space),
      log: complain,
    });
    print(`Restored ${rows} rows as of ${manifest.taken_at}. Start Tellus on it: npm start`);
    print(
      "People sign in again unless TELLUS_SECRET, or the file secret of the data directory, is the one from before.",
    );
  });
}

async function check(): Promise<void> {
  await withDatabase(async (database) => {
    const client = new pg.Client({ connectionString: await readerUrl(database), application_name: "tellus-check" });
    client.on("error", () => undefined);
    await client.connect();
    try {
      await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      const broken = await brokenInvariants(client);
      for (const { invariant, what, count, example } of broken)
        print(`${invariant}: ${count} ${what} (one is ${example})`);
      if (broken.length === 0) print("Everything holds.");
      else process.exitCode = 1;
    } finally {
      await client.end();
    }
  });
}

async function chooseFolder(folder: string | undefined): Promise<string> {
  const { directory } = env().backup;
  const chosen = folder ?? (await listBackups(directory))[0];
  if (chosen === undefined)
    throw new Error(`There is no backup in ${directory}. Name one: npm run restore -- <folder>`);
  return path.resolve(chosen);
}

async function readerUrl(database: ResolvedDatabase): Promise<string> {
  const url = database.embedded?.adminUrl ?? env().databaseUrl;
  if (url === undefined) throw new Error("There is no database.");
  return backupReader(url);
}

/** Without migrating: a backup is taken of what is there, and a restore makes its own schema. */
async function withDatabase(work: (database: ResolvedDatabase) => Promise<void>): Promise<void> {
  const { databaseUrl, dataDirectory } = env();
  const database = await resolveDatabase({
    databaseUrl,
    directory: path.join(dataDirectory, "postgres"),
    log: complain,
  });
  try {
    await work(database);
  } finally {
    await database.embedded?.stop();
  }
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError("It must be a whole number of at least 1.");
  return value;
}
