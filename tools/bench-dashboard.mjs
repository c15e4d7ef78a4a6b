/** How quickly the pages of a large study are there, and the server's time for a filter: `npm run bench:dashboard`. */
import "./bootstrap/require-node.mjs";

const { Failure, runMain } = await import("./bootstrap/failure.mjs");
const { bootstrap } = await import("./bootstrap/bootstrap.mjs");
const { root } = await import("./bootstrap/paths.mjs");

process.chdir(root);
await runMain(async () => {
  await bootstrap();
  const { buildBundles } = await import("./bootstrap/build.mjs");
  await buildBundles({ "bench-dashboard": "benchmarks/dashboard/main.ts" }, "benchmark of the dashboard");
  const { HOW_TO_GET_A_BROWSER, obtainBrowser } = await import("./browser/obtain-browser.mjs");
  const browser = await obtainBrowser();
  if (!browser) throw new Failure("There is no browser to measure with.", HOW_TO_GET_A_BROWSER);
  process.env.PLAYWRIGHT_CHROMIUM = browser;
});
if (!process.exitCode) await import(new URL("../.build/bench-dashboard.mjs", import.meta.url).href);
