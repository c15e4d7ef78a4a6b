import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildDirectory } from "./paths.mjs";

const BEAT_MS = 2_000;
/** A holder that has not beaten for so long is gone, even if another program now has its process number. */
const DEAD_AFTER_MS = 30_000;

/** One install or build of a checkout at a time: a second one waits, then finds everything current. */
export async function withBuildLock(work) {
  mkdirSync(buildDirectory, { recursive: true });
  const file = join(buildDirectory, "lock");
  await acquire(file);
  const beat = setInterval(() => utimesSync(file, new Date(), new Date()), BEAT_MS);
  const release = () => rmSync(file, { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off("exit", release);
    release();
  }
}

async function acquire(file) {
  let announced = false;
  while (!tryAcquire(file)) {
    const holder = readHolder(file);
    if (holder && isGone(holder)) {
      breakLock(file, holder);
      continue;
    }
    if (holder && !announced) {
      console.error(`… Waiting for another install or build of this checkout (process ${holder.pid})`);
      announced = true;
    }
    await sleep(250);
  }
}

function tryAcquire(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function readHolder(file) {
  try {
    return { pid: Number(readFileSync(file, "utf8")), beatAt: statSync(file).mtimeMs, inode: statSync(file).ino };
  } catch {
    return undefined;
  }
}

function isGone({ pid, beatAt }) {
  if (Date.now() - beatAt > DEAD_AFTER_MS) return true;
  // Written but not yet filled in.
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

/** Takes a dead holder's lock away. Should someone else have done so and locked anew meanwhile, theirs is put back. */
function breakLock(file, holder) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (statSync(aside).ino !== holder.inode) linkSync(aside, file);
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "EEXIST") throw error;
  }
  rmSync(aside, { force: true });
}
