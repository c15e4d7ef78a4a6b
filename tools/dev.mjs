import "./bootstrap/require-node.mjs";

const { runMain } = await import("./bootstrap/failure.mjs");
const { runDev } = await import("./dev/run-dev.mjs");

await runMain(runDev);
