import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";

/** Without windows first: it needs two thirds of the processor's time of a whole browser. */
const KNOWN_PLACES = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** A Chromium or Chrome that starts: the one named by PLAYWRIGHT_CHROMIUM, an installed one, or Playwright's own download. */
export function findBrowser() {
  const named = process.env.PLAYWRIGHT_CHROMIUM;
  const places = named ? [named] : [...KNOWN_PLACES, ownDownload()];
  return places.find((path) => path && existsSync(path) && starts(path));
}

function ownDownload() {
  const { chromium } = createRequire(import.meta.url)("@playwright/test");
  return chromium.executablePath();
}

/** Being there is not enough: a download may lack system libraries, and Ubuntu's package is a stub that asks for snap. */
function starts(path) {
  const { status } = spawnSync(path, ["--version"], { timeout: 20_000, stdio: "ignore" });
  return status === 0;
}
