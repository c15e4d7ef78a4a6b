import { spawn } from "node:child_process";
import { once } from "node:events";
import { bootstrap } from "../bootstrap/bootstrap.mjs";
import { Failure } from "../bootstrap/failure.mjs";
import { bins, root } from "../bootstrap/paths.mjs";

/**
 * Builds what is not built yet, finds a browser, and runs Playwright on what is said, with its output as it comes.
 *
 * @param {{ args?: readonly string[], env?: NodeJS.ProcessEnv }} options
 */
export async function runPlaywright({ args = [], env = {} }) {
  process.chdir(root);
  await bootstrap();
  const { HOW_TO_GET_A_BROWSER, obtainBrowser } = await import("./obtain-browser.mjs");
  const browser = await obtainBrowser();
  if (!browser) throw new Failure("There is no browser.", HOW_TO_GET_A_BROWSER);
  const child = spawn(process.execPath, [bins.playwright, "test", ...args], {
    stdio: "inherit",
    env: { ...process.env, PLAYWRIGHT_CHROMIUM: browser, ...env },
  });
  const [code] = await once(child, "exit");
  process.exitCode = code ?? 1;
}
