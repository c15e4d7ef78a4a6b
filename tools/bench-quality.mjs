/** How good suggestions are beside those of other libraries: `npm run bench:quality` (benchmarks/quality/README.md). */
import "./bootstrap/require-node.mjs";

const { runMain } = await import("./bootstrap/failure.mjs");
const { bootstrap } = await import("./bootstrap/bootstrap.mjs");
const { root } = await import("./bootstrap/paths.mjs");

process.chdir(root);
await runMain(async () => {
  await bootstrap({ until: "install" });
  const { buildKernels } = await import("./bootstrap/build-kernels.mjs");
  await buildKernels();
  const { buildBundles } = await import("./bootstrap/build.mjs");
  await buildBundles({ "bench-quality": "benchmarks/quality/main.ts" }, "quality");
});
if (!process.exitCode) await import(new URL("../.build/bench-quality.mjs", import.meta.url).href);
