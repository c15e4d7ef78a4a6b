/**
 * A clone works anywhere: no tracked file names the folder it was written in, the package registry behind it, or a secret.
 */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { root } from "./bootstrap/paths.mjs";
import { trackedFiles } from "./tracked-files.mjs";

const BINARY = /\.(gz|png|jpg|ico|woff2?|wasm)$/;
/** A shallow folder, such as a container's /app, is too common a word to tell anything. */
const places = [root, homedir()].filter((folder) => folder === "/root" || folder.split("/").length > 2);
const FAULTS = [
  ...places.map((folder) => [new RegExp(`(?<![\\w.])${escapePattern(folder)}(?![\\w-])`), "a folder of this machine"]),
  [/(?<![\w.:/])\/(?:home|Users)\/[a-z][\w-]*\//, "a home directory"],
  [/"resolved": *"https?:/, "a registry host (set omit-lockfile-registry-resolved=true and install again)"],
  [/^ *(?:@[\w-]+:)?registry *=/m, "a package registry"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/_authToken *=/, "a registry token"],
];

for (const file of trackedFiles().filter((name) => !BINARY.test(name))) {
  const text = readFileSync(join(root, file), "utf8");
  for (const [pattern, what] of FAULTS) {
    const match = pattern.exec(text);
    if (!match || file === "tools/check-portable.mjs") continue;
    console.error(`${file}:${text.slice(0, match.index).split("\n").length} names ${what}: ${match[0]}`);
    process.exitCode = 1;
  }
}

function escapePattern(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
