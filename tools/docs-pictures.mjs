/** Makes the pictures of README and docs/guide from a real run on a server and a database of its own. */
import "./bootstrap/require-node.mjs";

const { runMain } = await import("./bootstrap/failure.mjs");
const { runPlaywright } = await import("./browser/run-playwright.mjs");

await runMain(() => runPlaywright({ args: ["--config", "playwright.pictures.config.ts", ...process.argv.slice(2)] }));
