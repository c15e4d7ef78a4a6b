/**
 * A file stays short enough to be read in one sitting: 300 lines, 400 in the engine, whose algorithms are better whole.
 * tools/large-files.json lists the exceptions with their reason and length; an entry may shrink or go, never grow.
 * What a program writes (`generated/`) nobody reads.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./bootstrap/paths.mjs";
import { trackedFiles } from "./tracked-files.mjs";

const SOURCE = /\.(ts|tsx|mjs|cjs|js|css|py|sh)$/;
const exceptions = JSON.parse(readFileSync(join(root, "tools/large-files.json"), "utf8"));
const sizes = new Map(
  trackedFiles()
    .filter((file) => SOURCE.test(file) && !file.includes("/generated/"))
    .map((file) => [file, readFileSync(join(root, file), "utf8").trimEnd().split("\n").length]),
);

const faults = [...tooLong(), ...staleExceptions()];
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;

function tooLong() {
  return [...sizes]
    .filter(([file, lines]) => lines > limitOf(file) && !exceptions[file])
    .map(
      ([file, lines]) =>
        `${file} has ${lines} lines, the limit is ${limitOf(file)}: split it by what its parts are for.`,
    );
}

function staleExceptions() {
  return Object.entries(exceptions).flatMap(([file, { lines: allowed, reason }]) => {
    const lines = sizes.get(file);
    if (!reason) return [`tools/large-files.json gives no reason for ${file}.`];
    if (lines === undefined || lines <= limitOf(file))
      return [`${file} is short or gone: remove it from tools/large-files.json.`];
    if (lines > allowed) return [`${file} grew from ${allowed} to ${lines} lines: split it instead.`];
    if (lines < allowed)
      return [`${file} shrank to ${lines} lines: write that into tools/large-files.json, so that it stays.`];
    return [];
  });
}

function limitOf(file) {
  return file.startsWith("lib/engine/") ? 400 : 300;
}
