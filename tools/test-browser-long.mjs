/** The browser tests in their long form: every look of every page, every payload by itself. Takes twenty to thirty minutes. */
import "./bootstrap/require-node.mjs";

const { runMain } = await import("./bootstrap/failure.mjs");
const { runPlaywright } = await import("./browser/run-playwright.mjs");

await runMain(() => runPlaywright({ args: process.argv.slice(2), env: { TELLUS_E2E_LONG: "1" } }));
