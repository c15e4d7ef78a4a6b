import { existsSync } from "node:fs";
import { bins } from "../bootstrap/paths.mjs";
import { capture } from "../bootstrap/run-program.mjs";
import { step } from "../bootstrap/step.mjs";
import { findBrowser } from "./find-browser.mjs";

const DOWNLOAD_TIMEOUT_MS = 120_000;
const APT_TIMEOUT_MS = 240_000;

/** A browser for the tests, installed when there is none and it can be. Undefined when it cannot. */
export async function obtainBrowser() {
  return findBrowser() ?? (await download()) ?? (await installFromDebian());
}

async function download() {
  await step("Downloading Chromium (playwright install)", () =>
    capture(process.execPath, [bins.playwright, "install", "chromium"], { timeoutMs: DOWNLOAD_TIMEOUT_MS }),
  );
  return findBrowser();
}

async function installFromDebian() {
  const apt = "/usr/bin/apt-get";
  if (process.getuid?.() !== 0 || !existsSync(apt)) return undefined;
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await step("Installing Chromium (apt-get)", async () => {
    await capture(apt, ["update"], { env, timeoutMs: APT_TIMEOUT_MS });
    for (const name of ["chromium-headless-shell", "chromium"]) {
      const args = ["install", "--yes", "--no-install-recommends", name];
      if ((await capture(apt, args, { env, timeoutMs: APT_TIMEOUT_MS })).code === 0) return;
    }
  });
  return findBrowser();
}

export const HOW_TO_GET_A_BROWSER =
  "install Chromium or Chrome (Debian: `apt-get install chromium-headless-shell`; elsewhere: `npx playwright install --with-deps chromium`), " +
  "or name one with PLAYWRIGHT_CHROMIUM=/path/to/chrome.";
