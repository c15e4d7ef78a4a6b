import { randomBytes } from "node:crypto";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { brokenInvariants } from "@/server/backup/invariants";
import { audit } from "../client/audit";
import { auditBackup } from "../client/audit-backup";
import { Crowd } from "../client/crowd";
import type { Entry } from "../client/ledger";
import type { Figure, FigureContext, FigureFault } from "../figure";
import { type Backup, backUp, restore } from "../fleet/backup-commands";

const SIZES = {
  full: { backups: 10, workers: 40, everyMs: 8_000 },
  sample: { backups: 2, workers: 12, everyMs: 1_500 },
};
const STUDIES = 4;
/** Told results that a server on the restored database has to take: it is not only there, it serves. */
const SERVED = 10;

/** R29: a backup taken while workers write is what the database was at one moment, and a server goes on with it. */
export const backups: Figure = {
  id: "F26",
  title: "R6 R12 R14 R15 R29 backups taken under load, restored into empty databases",
  target:
    "10 backups under load restored: every invariant holds, nothing acknowledged before a backup began is missing (RPO: the time since the last backup began)",
  minutes: 5,
  inSample: true,
  breakages: [
    {
      kind: "server",
      bundle: "cli",
      name: "each stream of a backup sees a moment of its own",
      // Late enough that the workers have gone on since the snapshot.
      change: {
        find: /await stream\.query\(`SET TRANSACTION SNAPSHOT [^;]*;/,
        put: "await new Promise((later) => setTimeout(later, 300));",
      },
      breaks: ["not restored", "not one moment"],
    },
    {
      kind: "server",
      bundle: "cli",
      name: "a restore loses half of the results on its way",
      change: {
        find: "await tighten.rules();",
        put: "await client.query('delete from observation_value where random() < 0.5');\n    await tighten.rules();",
      },
      breaks: ["lost"],
    },
  ],
  run: runBackups,
};

async function runBackups(context: FigureContext) {
  const size = SIZES[context.scale];
  const { stage, random, say } = context;
  await stage.serve({ replicas: 2, database: "ours" });
  const crowd = await Crowd.open(context);
  const stop = new AbortController();
  const studies: string[] = [];
  for (let index = 0; index < STUDIES; index += 1)
    studies.push(await crowd.createStudy({ maxTrials: 1_000_000, ...(index === 0 && { maxParallel: 4 }) }));
  const loops = studies.flatMap((study) =>
    crowd.train(study, size.workers / STUDIES, { steps: 2, thinkMs: 10, stop: stop.signal }),
  );
  const taken: Backup[] = [];
  const faults: FigureFault[] = [];
  let entries: Entry[] = [];
  try {
    for (let round = 0; round < size.backups; round += 1) {
      await sleep(size.everyMs * (0.5 + random()));
      taken.push(await backUp(context));
      say(`backup ${round + 1}: ${taken.at(-1)?.rows} rows`);
    }
    // What begins after the last backup is in none.
    await sleep(500);
  } finally {
    stop.abort();
    await Promise.all(loops);
    entries = await crowd.close();
  }
  faults.push(...(await audit({ cluster: stage.cluster, entries, studies, complete: false })));
  const checked: Checked[] = [];
  // Of the study with a cap all places are taken in a backup, until the leases of those who held them end.
  const study = studies.at(-1) ?? "";
  for (const [index, backup] of taken.entries())
    checked.push(await checkBackup(context, { backup, entries, faults, study, serve: index === 0 }));
  return report({ taken, checked, faults, told: crowd.told, counts: crowd.counts });
}

interface Checked {
  readonly restoreMs: number;
  /** Acknowledged results that the backup holds, and how long after its beginning the first one was told that it lacks. */
  readonly held: number;
  readonly firstMissingMs: number;
}

const NOTHING: Checked = { restoreMs: 0, held: 0, firstMissingMs: Number.POSITIVE_INFINITY };

interface Restored {
  readonly backup: Backup;
  readonly entries: readonly Entry[];
  readonly faults: FigureFault[];
  readonly study: string;
  /** Whether a server is to go on with it. */
  readonly serve: boolean;
}

async function checkBackup(
  context: FigureContext,
  { backup, entries, faults, study, serve }: Restored,
): Promise<Checked> {
  const { cluster } = context.stage;
  const name = `restored_${randomBytes(6).toString("hex")}`;
  await cluster.query(`create database ${name}`);
  const url = new URL(await cluster.adminUrl());
  url.pathname = `/${name}`;
  try {
    const restoreMs = await restore(context, { folder: backup.folder, databaseUrl: url.toString() }).catch(
      (error: unknown) => {
        faults.push({ rule: "not restored", detail: String(error).slice(0, 1_000) });
        return undefined;
      },
    );
    if (restoreMs === undefined) return NOTHING;
    const client = new pg.Client({ connectionString: url.toString() });
    await client.connect();
    try {
      for (const { invariant, what, count, example } of await brokenInvariants(client))
        faults.push({
          rule: invariant,
          detail: `${path.basename(backup.folder)}: ${count} ${what}, one is ${example}`,
        });
      const judged = await auditBackup(client, { entries, began: backup.began, ended: backup.ended });
      faults.push(...judged.faults);
      if (serve) faults.push(...(await goOn(context, { databaseUrl: url.toString(), study })));
      return { restoreMs, held: judged.held, firstMissingMs: judged.firstMissingMs };
    } finally {
      await client.end();
    }
  } finally {
    await cluster.query(`drop database if exists ${name} with (force)`);
  }
}

/** A server on the restored database hands out and takes results, in a study that was running as the backup was taken. */
async function goOn(
  context: FigureContext,
  { databaseUrl, study }: { readonly databaseUrl: string; readonly study: string },
): Promise<FigureFault[]> {
  const { stage } = context;
  const env = () => ({ DATABASE_URL: databaseUrl });
  const [replica] = await stage.prepare({ replicas: 1, database: "ours", env });
  if (replica === undefined) throw new Error("There is no replica.");
  const crowd = await Crowd.open(context);
  const stop = new AbortController();
  try {
    await replica.start();
    const way = { origin: () => replica.origin, stop: stop.signal, patienceMs: 20_000 };
    const working = Promise.all(crowd.train(study, 2, way));
    const deadline = performance.now() + 30_000;
    while (crowd.told < SERVED && performance.now() < deadline) await Promise.race([sleep(50), working]);
    stop.abort();
    await working;
    if (crowd.told >= SERVED) return [];
    return [{ rule: "does not serve", detail: `${crowd.told} results within 30 s on the restored database` }];
  } finally {
    stop.abort();
    await crowd.close();
    await replica.terminate();
  }
}

function report(found: {
  readonly taken: readonly Backup[];
  readonly checked: readonly Checked[];
  readonly faults: readonly FigureFault[];
  readonly told: number;
  readonly counts: Readonly<Record<string, number>>;
}) {
  const { taken, checked, faults, told, counts } = found;
  const longest = (values: readonly number[]) => (Math.max(...values) / 1000).toFixed(1);
  const gap = Math.round(Math.min(...checked.map(({ firstMissingMs }) => firstMissingMs)));
  return {
    reached: `${taken.length} backups while ${told} results were told, taken in at most ${longest(taken.map(({ began, ended }) => ended - began))} s, restored in at most ${longest(checked.map(({ restoreMs }) => restoreMs))} s; the earliest result that a backup lacks was acknowledged ${gap} ms after it began: ${faults.length} faults`,
    counts: {
      backups: taken.length,
      told,
      "results restored": checked.reduce((sum, { held }) => sum + held, 0),
      rows: Math.max(...taken.map(({ rows }) => rows)),
      ...counts,
    },
    faults,
  };
}
