import { existsSync } from "node:fs";
import { join } from "node:path";
import { bundleOptions, PRODUCT_BUNDLES } from "./bundles.mjs";
import { Failure } from "./failure.mjs";
import { requireFreeDisk } from "./free-disk.mjs";
import { bins, buildDirectory, root } from "./paths.mjs";
import { runProgram } from "./run-program.mjs";
import { hashSources, isStamped, stamped } from "./stamp.mjs";
import { step } from "./step.mjs";

const SHARED_INPUTS = [
  "lib",
  "server",
  "prisma/schema.prisma",
  "package-lock.json",
  "tsconfig.json",
  "tools/bootstrap/bundles.mjs",
];
const PAGES_INPUTS = [
  ...SHARED_INPUTS,
  "app",
  "components",
  "public",
  "next.config.js",
  "postcss.config.mjs",
  "proxy.ts",
];
const NEEDED_MIB = 500;

/** Bundles the server, the engine's worker, the command line and the example. */
export async function buildBundles(entries = PRODUCT_BUNDLES, name = "server") {
  const stamp = join(buildDirectory, `${name}.stamp`);
  const hash = hashSources([...SHARED_INPUTS, "clients/typescript/src", "examples", "benchmarks", "faults"]);
  const made = Object.keys(entries).every((out) => existsSync(join(buildDirectory, `${out}.mjs`)));
  if (made && isStamped(stamp, hash)) return;
  await step(`Bundling the ${name}`, () => stamped(stamp, hash, () => bundle(entries)));
}

/** Builds the pages. */
export async function buildPages() {
  const stamp = join(buildDirectory, "pages.stamp");
  const hash = hashSources(PAGES_INPUTS);
  if (existsSync(join(root, ".next/BUILD_ID")) && isStamped(stamp, hash)) return;
  requireFreeDisk(NEEDED_MIB, "Building the pages");
  await step("Building the pages (next build)", () => stamped(stamp, hash, nextBuild));
}

async function bundle(entries) {
  const { build, formatMessages, stop } = await import("esbuild");
  try {
    await build({ ...bundleOptions(entries), absWorkingDir: root });
  } catch (error) {
    if (!error.errors) throw error;
    const messages = await formatMessages(error.errors, { kind: "error", color: process.stderr.isTTY });
    throw new Failure("The server could not be bundled.", "correct the error above.", messages.join(""));
  } finally {
    // Its service process would otherwise stay as long as the server this command may go on to run.
    await stop();
  }
}

function nextBuild() {
  return runProgram(process.execPath, [bins.next, "build"], {
    name: "next build",
    timeoutMs: 10 * 60_000,
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    advice: "correct the error above.",
  });
}
