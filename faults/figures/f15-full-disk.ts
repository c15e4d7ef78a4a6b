import { execFile } from "node:child_process";
import { mkdir, open, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { EARLY_ACKNOWLEDGEMENT } from "../breakage";
import { audit } from "../client/audit";
import { Crowd } from "../client/crowd";
import type { Figure, FigureContext, FigureFault } from "../figure";
import { Stage } from "../fleet/stage";

const run = promisify(execFile);

const SIZES = { full: { rounds: 3, fullMs: 15_000, workers: 30 }, sample: { rounds: 1, fullMs: 4_000, workers: 10 } };
/** PostgreSQL wants half a GiB to start; the rest is for its log of changes. */
const VOLUME_MIB = 1024;
const CHUNK = Buffer.alloc(1024 * 1024, 1);
const RECOVERY_MS_MAX = 60_000;

/** R27: a full disk refuses writes, and neither loses nor damages anything. */
export const fullDisk: Figure = {
  id: "F15",
  title: "R27 a volume that fills up under load",
  target: "a small volume filled under load: 0 lost, 0 corrupt, serves again once there is room",
  minutes: 3,
  inSample: false,
  obstacle: async () =>
    process.platform === "linux" && process.getuid?.() === 0
      ? undefined
      : "a volume can be mounted by root on Linux only",
  breakages: [EARLY_ACKNOWLEDGEMENT],
  run: runFullDisk,
};

async function runFullDisk(context: FigureContext) {
  const { scratch, stage: shared, script } = context;
  const volume = path.join(scratch, "volume");
  await mkdir(volume, { recursive: true });
  await run("mount", ["-t", "tmpfs", "-o", `size=${VOLUME_MIB}m,mode=0755`, "tmpfs", volume]);
  await run("chmod", ["755", scratch]);
  await shared.dismiss();
  try {
    const stage = await Stage.open({ checkout: shared.checkout, dataDirectory: path.join(volume, "data") });
    try {
      await stage.serve({ replicas: 1, database: "embedded", ...(script && { script }) });
      return await fillAgainAndAgain({ ...context, stage }, volume);
    } finally {
      await rm(path.join(volume, "filler"), { force: true });
      await stage.close();
    }
  } finally {
    await run("umount", [volume]);
  }
}

async function fillAgainAndAgain(context: FigureContext, volume: string) {
  const size = SIZES[context.scale];
  const { stage } = context;
  const crowd = await Crowd.open(context);
  const stop = new AbortController();
  const study = await crowd.createStudy({ maxTrials: 1_000_000 });
  const loops = crowd.train(study, size.workers, { steps: 3, thinkMs: 5, stop: stop.signal });
  const faults: FigureFault[] = [];
  let slowest = 0;
  for (let round = 0; round < size.rounds; round += 1) {
    await sleep(1_000);
    await fill(path.join(volume, "filler"));
    await sleep(size.fullMs);
    await rm(path.join(volume, "filler"));
    slowest = Math.max(slowest, await untilToldAgain(crowd, faults));
  }
  stop.abort();
  await Promise.all(loops);
  const refused = crowd.tally.get("503") ?? 0;
  const wrong = crowd.tally.get("500") ?? 0;
  if (wrong > 0) faults.push({ rule: "not a 503", detail: `${wrong} internal errors` });
  const entries = await crowd.close();
  faults.push(...(await audit({ cluster: stage.cluster, entries, studies: [study], complete: false })));
  faults.push(...(await damage(stage)));
  return {
    reached: `filled ${size.rounds} times, ${refused} refused with 503, ${crowd.told} acknowledged results; served again at most ${(slowest / 1000).toFixed(1)} s after there was room: ${faults.length} faults`,
    counts: { rounds: size.rounds, told: crowd.told, ...crowd.counts },
    faults,
  };
}

/** To the last byte. */
async function fill(file: string): Promise<void> {
  const handle = await open(file, "w");
  try {
    for (;;) await handle.write(CHUNK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  } finally {
    await handle.close();
  }
}

async function untilToldAgain(crowd: Crowd, faults: FigureFault[]): Promise<number> {
  const started = performance.now();
  const goal = crowd.told + 10;
  while (crowd.told < goal) {
    if (performance.now() - started > RECOVERY_MS_MAX) {
      faults.push({ rule: "not recovered", detail: `no results within ${RECOVERY_MS_MAX / 1000} s` });
      break;
    }
    await sleep(20);
  }
  return performance.now() - started;
}

/** PostgreSQL reads every page of every table, checksums on, and every row. */
async function damage({ cluster }: Stage): Promise<FigureFault[]> {
  const tables = await cluster.query<{ name: string }>(
    "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'",
  );
  const faults: FigureFault[] = [];
  for (const { name } of tables) {
    await cluster.query(`select count(*) from (select t.* from ${name} t offset 0) whole`).catch((error: Error) => {
      faults.push({ rule: "damaged", detail: `${name}: ${error.message}` });
    });
  }
  return faults;
}
