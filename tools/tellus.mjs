import "./bootstrap/require-node.mjs";

const { runMain } = await import("./bootstrap/failure.mjs");
const { bootstrap } = await import("./bootstrap/bootstrap.mjs");
const { root } = await import("./bootstrap/paths.mjs");

process.chdir(root);
await runMain(() => bootstrap({ until: "bundles" }));
if (!process.exitCode) await import(new URL("../.build/cli.mjs", import.meta.url).href);
