import { randomBytes } from "node:crypto";
import { chmod, cp, mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { withRole } from "@/server/db/connection-urls";
import { migrate } from "@/server/db/migrate";
import { ensureRoles } from "@/server/db/roles";
import type { Figure, FigureContext, FigureFault } from "../figure";
import { Cluster } from "../fleet/cluster";
import type { Replica } from "../fleet/replica";

const SIZES = { full: { rounds: 20, replicas: 4 }, sample: { rounds: 2, replicas: 3 } };
const READY_WITHIN_MS = 60_000;

/** R25: replicas that start at the same moment migrate once, and all serve. */
export const boots: Figure = {
  id: "F13",
  title: "R25 R28 replicas that start at once on an empty folder, an empty database and an old one",
  target:
    "4 replicas at once on an empty and on an old database, 20 times: exactly one migrates, all ready within 60 s",
  minutes: 7,
  inSample: true,
  breakages: [
    {
      kind: "server",
      name: "migrations take no lock",
      change: { find: /await takeLock\(client, \w+\);/, put: "" },
      breaks: ["not ready", "migrated twice"],
    },
  ],
  run: runBoots,
};

/** In turn. */
const PLACES = [emptyFolder, oldDatabase, emptyFolder, emptyDatabase] as const;

async function runBoots(context: FigureContext) {
  const { stage, scale, script } = context;
  const size = SIZES[scale];
  await stage.dismiss();
  await stage.cluster.start();
  const faults: FigureFault[] = [];
  const readyMs: number[] = [];
  for (let round = 0; round < size.rounds; round += 1) {
    const place = await (PLACES[round % PLACES.length] ?? emptyFolder)(context);
    const env = { ...place.env, TELLUS_LOG_LEVEL: "info" };
    const options = {
      replicas: size.replicas,
      database: "embedded",
      env: () => env,
      ...(script && { script }),
    } as const;
    const replicas = await stage.prepare(options);
    try {
      readyMs.push(...(await startTogether(replicas, faults)));
      faults.push(...(await migratedOnce(place, { replicas, checkout: stage.checkout })));
    } finally {
      await Promise.all(replicas.map((replica) => replica.terminate()));
      await place.remove();
    }
  }
  return {
    reached: `${size.rounds} times ${size.replicas} replicas, ready after at most ${(Math.max(...readyMs) / 1000).toFixed(1)} s: ${faults.length} faults`,
    counts: { rounds: size.rounds, starts: readyMs.length },
    faults,
  };
}

interface Place {
  readonly env: Readonly<Record<string, string>>;
  /** Migrations that were there before. */
  readonly before: number;
  query(text: string): Promise<pg.QueryResultRow[]>;
  remove(): Promise<void>;
}

async function startTogether(replicas: readonly Replica[], faults: FigureFault[]): Promise<number[]> {
  const started = performance.now();
  await Promise.all(replicas.map((replica) => replica.launch()));
  return Promise.all(
    replicas.map(async (replica) => {
      await replica.ready(READY_WITHIN_MS).catch((error: Error) => {
        faults.push({ rule: "not ready", detail: error.message.slice(0, 1500) });
      });
      return performance.now() - started;
    }),
  );
}

interface Started {
  readonly replicas: readonly Replica[];
  readonly checkout: string;
}

/** Each migration is in the table once, and was begun by one replica: so say the table and what the replicas logged. */
async function migratedOnce(place: Place, { replicas, checkout }: Started): Promise<FigureFault[]> {
  const names = await migrationNames(checkout);
  const rows = await place.query(
    "select migration_name as name, finished_at is not null as done from _prisma_migrations",
  );
  const begun = replicas.flatMap(({ lines }) =>
    lines.flatMap((line) => /"Applying migration (\w+)/.exec(line)?.[1] ?? []),
  );
  const faults: FigureFault[] = [];
  if (rows.length !== names.length || rows.some(({ done }) => done !== true))
    faults.push({ rule: "not migrated", detail: `${rows.length} of ${names.length} migrations are recorded` });
  if (begun.length !== names.length - place.before || new Set(begun).size !== begun.length)
    faults.push({
      rule: "migrated twice",
      detail: `begun: ${begun.join()}; there before: ${place.before}`.slice(0, 900),
    });
  return faults;
}

async function migrationNames(checkout: string): Promise<string[]> {
  const entries = await readdir(path.join(checkout, "prisma/migrations"), { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** The replicas make the cluster themselves, too. */
async function emptyFolder({ scratch }: FigureContext): Promise<Place> {
  const folder = path.join(scratch, `boot-${process.hrtime.bigint()}`);
  await mkdir(folder, { recursive: true });
  await Promise.all([scratch, folder].map((each) => chmod(each, 0o755)));
  const cluster = new Cluster(folder);
  return {
    env: { TELLUS_DATA: folder },
    before: 0,
    query: (text) => cluster.query(text),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function emptyDatabase({ stage }: FigureContext): Promise<Place> {
  const name = `boot_${randomBytes(6).toString("hex")}`;
  await stage.cluster.query(`create database ${name}`);
  const url = new URL(await stage.cluster.adminUrl());
  url.pathname = `/${name}`;
  return {
    env: { DATABASE_URL: url.toString() },
    before: 0,
    async query(text) {
      const client = new pg.Client({ connectionString: url.toString() });
      await client.connect();
      try {
        return (await client.query<pg.QueryResultRow>(text)).rows;
      } finally {
        await client.end();
      }
    },
    remove: async () => void (await stage.cluster.query(`drop database if exists ${name} with (force)`)),
  };
}

/** As an older release left it: some of the migrations, from the first on. */
async function oldDatabase(context: FigureContext): Promise<Place> {
  const place = await emptyDatabase(context);
  const names = await migrationNames(context.stage.checkout);
  const before = 1 + Math.floor(context.random() * (names.length - 1));
  const directory = path.join(context.scratch, `migrations-${process.hrtime.bigint()}`);
  for (const name of names.slice(0, before))
    await cp(path.join(context.stage.checkout, "prisma/migrations", name), path.join(directory, name), {
      recursive: true,
    });
  const url = place.env.DATABASE_URL ?? "";
  await ensureRoles(url);
  await migrate({ ownerUrl: withRole(url, "tellus_owner"), directory, log: () => undefined });
  return { ...place, before };
}
