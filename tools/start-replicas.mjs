/** Several replicas on one PostgreSQL behind a small load balancer: `npm run start:replicas -- 4`. */
import "./bootstrap/require-node.mjs";

const { runMain } = await import("./bootstrap/failure.mjs");
const { bootstrap } = await import("./bootstrap/bootstrap.mjs");
const { root } = await import("./bootstrap/paths.mjs");

process.chdir(root);
await runMain(async () => {
  await bootstrap();
  const { buildBundles } = await import("./bootstrap/build.mjs");
  await buildBundles({ replicas: "faults/replicas/main.ts" }, "replicas");
});
if (!process.exitCode) await import(new URL("../.build/replicas.mjs", import.meta.url).href);
