/** Requests a second of ask and tell beside the same statements on the bare database: `npm run bench:api`. */
import "./bootstrap/require-node.mjs";

const { runMain } = await import("./bootstrap/failure.mjs");
const { bootstrap } = await import("./bootstrap/bootstrap.mjs");
const { root } = await import("./bootstrap/paths.mjs");

process.chdir(root);
await runMain(async () => {
  await bootstrap({ until: "bundles" });
  const { buildBundles } = await import("./bootstrap/build.mjs");
  await buildBundles({ "bench-api": "benchmarks/api/main.ts" }, "benchmark");
});
if (!process.exitCode) await import(new URL("../.build/bench-api.mjs", import.meta.url).href);
