import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { bins, buildDirectory } from "../bootstrap/paths.mjs";
import { capture } from "../bootstrap/run-program.mjs";
import { secondTryNote } from "./summary.mjs";

/** Runs one of vitest's projects and counts its tests. */
export async function runVitest(project, timeoutMs) {
  const report = join(buildDirectory, `test-${project}.json`);
  rmSync(report, { force: true });
  const args = [
    bins.vitest,
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
  const { code, timedOut, tail } = await capture(process.execPath, args, {
    timeoutMs,
    env: { NODE_ENV: "test", NO_COLOR: "1" },
  });
  const counts = readCounts(report);
  // A file that cannot be loaded or an error outside any test has no failed test of its own.
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  if (code === 0 && counts.failed === 0) return { ...counts, note: secondTryNote(counts.flaky) };
  return { ...counts, output: tail, note: timedOut ? `not done within ${timeoutMs / 1000} s` : "" };
}

function readCounts(report) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      readFileSync(report, "utf8"),
    );
    const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
    // What passed in spite of a failure was tried again.
    const flaky = tests.filter(
      ({ status, failureMessages }) => status === "passed" && failureMessages.length > 0,
    ).length;
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests, flaky };
  } catch {
    return { passed: 0, failed: 0, skipped: 0, flaky: 0 };
  }
}
