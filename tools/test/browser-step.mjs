import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bins, buildDirectory } from "../bootstrap/paths.mjs";
import { capture } from "../bootstrap/run-program.mjs";
import { HOW_TO_GET_A_BROWSER, obtainBrowser } from "../browser/obtain-browser.mjs";
import { secondTryNote } from "./summary.mjs";

/** Runs the browser tests; without a browser they count as skipped, or as failed where CI promises that all of them run. */
export async function runBrowserTests(timeoutMs) {
  const browser = await obtainBrowser();
  if (!browser) return withoutBrowser();
  const report = join(buildDirectory, "test-browser.json");
  rmSync(report, { force: true });
  const { code, timedOut, tail } = await capture(process.execPath, [bins.playwright, "test", "--reporter=line,json"], {
    timeoutMs,
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report, PLAYWRIGHT_CHROMIUM: browser, NO_COLOR: "1" },
  });
  const counts = readCounts(report);
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  if (code === 0) return { ...counts, note: secondTryNote(counts.flaky) };
  return { ...counts, output: tail, note: timedOut ? `not done within ${timeoutMs / 1000} s` : "" };
}

async function withoutBrowser() {
  const count = await countTests();
  const note = `no browser to be had; ${HOW_TO_GET_A_BROWSER}`;
  if (process.env.CI === "true") return { passed: 0, failed: count, skipped: 0, note };
  return { passed: 0, failed: 0, skipped: count, note };
}

async function countTests() {
  const { stdout } = await capture(process.execPath, [bins.playwright, "test", "--list"], { timeoutMs: 60_000 });
  return Number(/Total: (\d+) tests?/.exec(stdout)?.[1] ?? 1);
}

function readCounts(report) {
  try {
    const { expected, flaky, unexpected, skipped } = JSON.parse(readFileSync(report, "utf8")).stats;
    return { passed: expected + flaky, failed: unexpected, skipped, flaky };
  } catch {
    return { passed: 0, failed: 0, skipped: 0, flaky: 0 };
  }
}
