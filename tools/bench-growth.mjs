/** What grows how: sizes of tables, times of the main queries, backup and restore, by number of trials: `npm run bench:growth`. */
import "./bootstrap/require-node.mjs";

const { runMain } = await import("./bootstrap/failure.mjs");
const { bootstrap } = await import("./bootstrap/bootstrap.mjs");
const { root } = await import("./bootstrap/paths.mjs");

process.chdir(root);
await runMain(async () => {
  await bootstrap({ until: "bundles" });
  const { buildBundles } = await import("./bootstrap/build.mjs");
  await buildBundles({ "bench-growth": "benchmarks/growth/main.ts" }, "benchmark of growth");
});
if (!process.exitCode) await import(new URL("../.build/bench-growth.mjs", import.meta.url).href);
