import { accessSync, constants, mkdirSync } from "node:fs";
import { withBuildLock } from "./build-lock.mjs";
import { Failure } from "./failure.mjs";
import { buildDirectory, root } from "./paths.mjs";

/** In this order; each needs the ones before it. Loaded one by one, since the later ones need packages the first installs. */
const STEPS = {
  install: async () => (await import("./install.mjs")).install(),
  generate: async () => (await import("./generate-client.mjs")).generateClient(),
  kernels: async () => (await import("./build-kernels.mjs")).buildKernels(),
  bundles: async () => (await import("./build.mjs")).buildBundles(),
  pages: async () => (await import("./build.mjs")).buildPages(),
};

/**
 * Brings a checkout as far as a command needs: packages, generated client, WebAssembly kernels and, unless told otherwise,
 * the whole build.
 * What is current is left alone.
 *
 * @param {{ until?: keyof typeof STEPS }} [options] the last thing needed
 */
export async function bootstrap({ until = "pages" } = {}) {
  requireWriteAccess();
  await withBuildLock(async () => {
    for (const [name, run] of Object.entries(STEPS)) {
      await run();
      if (name === until) break;
    }
  });
}

function requireWriteAccess() {
  try {
    mkdirSync(buildDirectory, { recursive: true });
    accessSync(buildDirectory, constants.W_OK);
  } catch (error) {
    throw new Failure(
      `This user may not write to ${root} (${error.code}).`,
      "run the command as the user who owns the checkout, or clone it into a folder of your own.",
    );
  }
}
