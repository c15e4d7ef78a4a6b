/** The fault suite: `npm run test:faults`, `-- F4`, `-- --sample`, `-- F7 --broken`. */
import "./bootstrap/require-node.mjs";

const { runMain } = await import("./bootstrap/failure.mjs");
const { bootstrap } = await import("./bootstrap/bootstrap.mjs");
const { root } = await import("./bootstrap/paths.mjs");

process.chdir(root);
await runMain(async () => {
  await bootstrap();
  const { buildBundles } = await import("./bootstrap/build.mjs");
  await buildBundles({ faults: "faults/main.ts" }, "faults");
});
if (!process.exitCode) await import(new URL("../.build/faults.mjs", import.meta.url).href);
