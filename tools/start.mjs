import "./bootstrap/require-node.mjs";

const { runMain } = await import("./bootstrap/failure.mjs");
const { bootstrap } = await import("./bootstrap/bootstrap.mjs");
const { root } = await import("./bootstrap/paths.mjs");

// The server runs in this very process, so a supervisor's signals reach it and its exit code is the command's.
process.env.NODE_ENV ??= "production";
process.chdir(root);
await runMain(() => bootstrap());
if (!process.exitCode) await import(new URL("../.build/server.mjs", import.meta.url).href);
