/** Speed of the engine beside other implementations: `npm run bench:engine` (benchmarks/engine/README.md). */
import "./bootstrap/require-node.mjs";

const { runMain } = await import("./bootstrap/failure.mjs");
const { bootstrap } = await import("./bootstrap/bootstrap.mjs");
const { root } = await import("./bootstrap/paths.mjs");

process.chdir(root);
await runMain(async () => {
  await bootstrap({ until: "kernels" });
  const { buildBundles } = await import("./bootstrap/build.mjs");
  await buildBundles({ "bench-engine": "benchmarks/engine/main.ts" }, "engine benchmark");
});
if (!process.exitCode) await import(new URL("../.build/bench-engine.mjs", import.meta.url).href);
