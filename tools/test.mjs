import "./bootstrap/require-node.mjs";

const { runMain } = await import("./bootstrap/failure.mjs");
const { runAllTests } = await import("./test/run-all-tests.mjs");

await runMain(() => runAllTests(process.argv.slice(2)));
