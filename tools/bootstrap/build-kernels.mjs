import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { bins, buildDirectory, root } from "./paths.mjs";
import { runProgram } from "./run-program.mjs";
import { hashSources, isStamped, stamped } from "./stamp.mjs";
import { step } from "./step.mjs";

const SOURCES = "lib/engine/linalg/wasm";
/** What these export, the module exports. */
const ENTRIES = [`${SOURCES}/covariance.ts`, `${SOURCES}/factor.ts`];
/** Beside the engine worker's bundle, which loads it from there. */
const MODULE = join(buildDirectory, "kernels.wasm");
const STAMP = join(buildDirectory, "kernels.stamp");
const INPUTS = [SOURCES, "tools/bootstrap/build-kernels.mjs", "package-lock.json"];
/** In pages of 64 KiB: 512 MiB. lib/engine/linalg/wasm-kernels.ts stays below by itself. */
const PAGES_MAX = 8_192;

/** Compiles the engine's dense kernels from AssemblyScript to one WebAssembly module. */
export async function buildKernels() {
  const hash = hashSources(INPUTS);
  if (existsSync(MODULE) && isStamped(STAMP, hash)) return;
  await step("Compiling the engine's kernels", () => stamped(STAMP, hash, compile));
}

function compile() {
  const options = [
    "-O3",
    "--noAssert",
    // Nothing is collected: memory is handed out by the host, in blocks.
    ...["--runtime", "stub"],
    ...["--enable", "simd"],
    ...["--maximumMemory", String(PAGES_MAX)],
    // Vectors as arguments of exported functions: true of functions that one file exports to another.
    ...["--disableWarning", "112"],
  ];
  return runProgram(process.execPath, [bins.asc, ...ENTRIES, "-o", relative(root, MODULE), ...options], {
    name: "asc",
    timeoutMs: 120_000,
    advice: `correct the error above in ${SOURCES}.`,
  });
}
