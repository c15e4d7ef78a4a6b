import { appendFile, chmod, mkdtemp, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import path from "node:path";
import pg from "pg";
import { restoreBackup } from "@/server/backup/restore-backup";
import { takeBackup } from "@/server/backup/take-backup";
import { startEmbeddedDatabase } from "@/server/embedded/start-embedded-database";
import { fillStudy } from "./fill-study";
import { closeProduct, openProduct } from "./product";
import { timeQueries } from "./time-queries";

interface Sizes {
  readonly trials: number;
  readonly steps: number;
}

/** Fills an embedded database, says what lies where, times the main calls, takes a backup and restores it into another. */
export async function runBenchmark({ trials, steps }: Sizes): Promise<void> {
  const home = await mkdtemp(path.join(tmpdir(), "tellus-growth-"));
  await chmod(home, 0o711); // for the account that runs PostgreSQL when we are root
  try {
    const product = await openProduct(path.join(home, "one"));
    const figures: Record<string, unknown> = { trials, steps };
    try {
      const admin = new pg.Client({ connectionString: product.adminUrl });
      await admin.connect();
      figures.fill_s = await seconds(() => fillStudy({ admin, ...product, studyId: product.uuid, trials, steps }));
      figures.tables = await tableSizes(admin);
      await admin.end();
      figures.calls = await timeQueries(product);
      const memory = watchMemory();
      const directory = path.join(home, "backups");
      const { result: backup, took } = await timed(() => takeBackup({ url: product.adminUrl, directory }));
      figures.backup = { s: took, rows: backup.rows, bytes: backup.bytes, rss_mib: memory.stop() };
      figures.restore = await restoreElsewhere(path.join(home, "two"), backup.folder);
    } finally {
      await closeProduct(product);
    }
    await say({ ...figures, machine: machine() });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function restoreElsewhere(directory: string, folder: string): Promise<unknown> {
  const target = await startEmbeddedDatabase({ directory, log: () => undefined });
  const memory = watchMemory();
  try {
    const migrationsDirectory = path.resolve("prisma/migrations");
    const { took } = await timed(() =>
      restoreBackup({ folder, ownerUrl: target.urls.owner, migrationsDirectory, log: () => undefined }),
    );
    return { s: took, rss_mib: memory.stop() };
  } finally {
    await target.stop();
  }
}

async function tableSizes(admin: pg.Client): Promise<unknown[]> {
  const { rows } = await admin.query(
    `select c.relname as name, c.reltuples::bigint::float8 as rows, pg_table_size(c.oid)::float8 as table_bytes, pg_indexes_size(c.oid)::float8 as index_bytes
       from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.reltuples > 0
      order by pg_total_relation_size(c.oid) desc limit 8`,
  );
  return rows;
}

/** The most that this process held while it worked, beyond what it held before. */
function watchMemory(): { stop(): { before: number; most: number } } {
  const rss = () => Math.round(process.memoryUsage().rss / 2 ** 20);
  const before = rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, rss());
  }, 100);
  return {
    stop() {
      clearInterval(timer);
      return { before, most };
    },
  };
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; took: number }> {
  const started = performance.now();
  const result = await work();
  return { result, took: Math.round((performance.now() - started) / 100) / 10 };
}

const seconds = async (work: () => Promise<void>): Promise<number> => (await timed(work)).took;

function machine() {
  const load = Number(loadavg()[0]?.toFixed(1));
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    load_1_minute: load,
  };
}

async function say(figures: unknown): Promise<void> {
  await appendFile(
    ".build/bench-growth.jsonl",
    `${JSON.stringify({ at: new Date().toISOString(), ...Object(figures) })}\n`,
  );
  console.log(JSON.stringify(figures, null, 2));
}
