import "./bootstrap/require-node.mjs";

const { runMain } = await import("./bootstrap/failure.mjs");
const { runDemo } = await import("./demo/run-demo.mjs");

await runMain(() => runDemo({ exitWhenDone: process.argv.includes("--exit") }));
process.exit();
