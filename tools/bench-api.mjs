/** Speed of the API beside bare SQL and beside Optuna: `npm run bench:api`, `-- --part requests` (benchmarks/api/README.md). */
import "./bootstrap/require-node.mjs";

const { runMain } = await import("./bootstrap/failure.mjs");
const { bootstrap } = await import("./bootstrap/bootstrap.mjs");
const { root } = await import("./bootstrap/paths.mjs");

process.chdir(root);
await runMain(async () => {
  await bootstrap({ until: "bundles" });
  const { buildBundles } = await import("./bootstrap/build.mjs");
  const entries = {
    "bench-api": "benchmarks/api/main.ts",
    "bench-slow-engine": "benchmarks/api/slow-engine-worker.ts",
  };
  await buildBundles(entries, "benchmark");
});
if (!process.exitCode) await import(new URL("../.build/bench-api.mjs", import.meta.url).href);
