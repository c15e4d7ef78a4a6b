import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "./paths.mjs";

const NOT_SOURCES = /(^|\/)(node_modules|generated|testing|__pycache__)(\/|$)|\.test\.tsx?$/;

/** A hash of the named files and of everything below the named folders that goes into a build. Absent ones count as absent. */
export function hashSources(paths, base = root) {
  const hash = createHash("sha256").update(process.version);
  for (const path of paths.flatMap((path) => filesBelow(path, base)).sort()) {
    hash.update(`\0${path}\0`).update(readFileSync(join(base, path)));
  }
  return hash.digest("hex");
}

/** Whether a step's stamp says it was last done for this hash. */
export function isStamped(file, hash) {
  try {
    return readFileSync(file, "utf8") === hash;
  } catch {
    return false;
  }
}

/** Runs work between removing the stamp and writing it, so that work broken off half-way is done again. */
export async function stamped(file, hash, work) {
  rmSync(file, { force: true });
  await work();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, hash);
}

function filesBelow(path, base) {
  const absolute = join(base, path);
  let entries;
  try {
    entries = readdirSync(absolute, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (error.code === "ENOTDIR") return [path];
    if (error.code === "ENOENT") return [];
    throw error;
  }
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(base, join(entry.parentPath, entry.name)))
    .filter((file) => !NOT_SOURCES.test(file));
}
