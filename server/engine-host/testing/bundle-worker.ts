import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../..", import.meta.url));

interface WorkerBundle {
  /** Of a folder that only this process uses. */
  readonly name: string;
  readonly entry?: string;
  readonly withKernels?: boolean;
}

const bundles = new Map<string, Promise<string>>();

/** A thread's entry as it is now, not as it was when the checkout was built last; made once in a test process. */
export function bundleWorker(wanted: WorkerBundle): Promise<string> {
  const bundle = bundles.get(wanted.name) ?? makeBundle(wanted);
  bundles.set(wanted.name, bundle);
  return bundle;
}

async function makeBundle({ name, entry = "worker.ts", withKernels = true }: WorkerBundle): Promise<string> {
  const folder = path.join(root, ".build/test", `${name}-${process.pid}`);
  await mkdir(folder, { recursive: true });
  if (withKernels) await copyFile(path.join(root, ".build/kernels.wasm"), path.join(folder, "kernels.wasm"));
  const outfile = path.join(folder, "worker.mjs");
  await build({
    absWorkingDir: root,
    entryPoints: [`server/engine-host/${entry}`],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "error",
  });
  return outfile;
}
