import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { requireFreeDisk } from "./free-disk.mjs";
import { nodeModules, root } from "./paths.mjs";
import { runProgram } from "./run-program.mjs";
import { isStamped } from "./stamp.mjs";
import { step } from "./step.mjs";

const STAMP = join(nodeModules, ".tellus-installed");
const NEEDED_MIB = 2_000;
const TIMEOUT_MS = 15 * 60_000;

/** Whether node_modules holds what the lockfile says. */
export function isInstalled() {
  return isStamped(STAMP, lockHash()) || holdsTheLockfile();
}

/** Installs the packages of the lockfile, development tools included: the build needs them, whatever NODE_ENV says. */
export async function install() {
  if (isStamped(STAMP, lockHash())) return;
  if (!holdsTheLockfile()) {
    requireFreeDisk(NEEDED_MIB, "Installing the packages");
    await step("Installing packages (npm ci)", npmCi, { progress: () => `${installedCount()} packages` });
  }
  writeFileSync(STAMP, lockHash());
}

function npmCi() {
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund"];
  const [file, ...rest] = npmCommand();
  return runProgram(file, [...rest, ...args], {
    name: "npm ci",
    timeoutMs: TIMEOUT_MS,
    advice:
      "see npm's message above; it needs the package registry (or a full npm cache) and write access to this folder.",
  });
}

/** The npm that runs this command, or the one on the PATH. */
function npmCommand() {
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.[cm]?js$/.test(script)) return [process.execPath, script];
  return [process.platform === "win32" ? "npm.cmd" : "npm"];
}

function lockHash() {
  const lock = readFileSync(join(root, "package-lock.json"));
  return createHash("sha256").update(`${process.platform}-${process.arch}\0`).update(lock).digest("hex");
}

/** npm notes what it installed; someone who ran npm by hand need not wait for a second install. */
function holdsTheLockfile() {
  const note = join(nodeModules, ".package-lock.json");
  if (!existsSync(note)) return false;
  const installed = JSON.parse(readFileSync(note, "utf8")).packages;
  return Object.entries(lockedPackages()).every(
    // Packages for other platforms stay out, and are marked optional.
    ([path, locked]) => locked.optional || locked.devOptional || installed[path]?.version === locked.version,
  );
}

function lockedPackages() {
  const { "": _self, ...packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  return packages;
}

function installedCount() {
  if (!existsSync(nodeModules)) return 0;
  const names = readdirSync(nodeModules).filter((name) => !name.startsWith("."));
  return names.reduce(
    (count, name) => count + (name.startsWith("@") ? readdirSync(join(nodeModules, name)).length : 1),
    0,
  );
}
