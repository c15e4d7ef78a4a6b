import { existsSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { buildDirectory } from "../bootstrap/paths.mjs";
import { capture } from "../bootstrap/run-program.mjs";
import { provideEnvironment } from "../python/environment.mjs";
import { secondTryNote } from "./summary.mjs";

const PACKAGE = "clients/python";
const CONFIG = `${PACKAGE}/pyproject.toml`;
const CHECKED = ["src", "tests", "benchmarks"].map((folder) => `${PACKAGE}/${folder}`);
const MYPY = ["-m", "mypy", "--config-file", CONFIG, "--cache-dir", join(buildDirectory, "mypy"), ...CHECKED];
const PYTEST = ["-m", "pytest", "--quiet", "--rootdir", PACKAGE, "--config-file", CONFIG];
const CACHE = `cache_dir=${join(buildDirectory, "pytest")}`;
/** Tests wait as much as they compute. Each process has a server of its own, which takes memory. */
const PROCESSES = Math.min(2 * availableParallelism(), 4);
const BESIDE = ["--numprocesses", String(PROCESSES), "--dist=worksteal"];
const QUICK = ["-m", "not long"];

/**
 * The Python client: its types, then its tests against the built server. The strict type check counts as one test.
 *
 * @param {number} timeoutMs
 * @param {{ long: boolean }} which whether those that pytest knows as `long` run too
 */
export async function runPythonTests(timeoutMs, { long }) {
  let environment;
  try {
    environment = await provideEnvironment();
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, output: error.output, note: `${error.message} ${error.advice ?? ""}` };
  }
  const { python, missing } = environment;
  if (missing) return { passed: 0, failed: 0, skipped: 1, note: missing };
  const types = await capture(python, MYPY, { timeoutMs });
  if (types.code !== 0)
    return { passed: 0, failed: 1, skipped: 0, output: types.tail, note: "see: npm run test:python" };
  const { notes, ...tests } = await runTests(python, long ? [] : QUICK, timeoutMs);
  if (!long) notes.push("the long ones are left to npm run test:python");
  return { ...tests, passed: tests.passed + 1, note: notes.filter(Boolean).join("; ") };
}

/** What fails beside others is tried once more, alone. */
async function runTests(python, chosen, timeoutMs) {
  const first = await runPytest(python, [...BESIDE, ...chosen], timeoutMs);
  if (first.code !== 1) return first;
  const second = await runPytest(python, ["--last-failed"], timeoutMs);
  const flaky = first.failed - second.failed;
  const notes = second.code === 0 ? [...first.notes, secondTryNote(flaky)] : second.notes;
  return { ...second, passed: first.passed + flaky, skipped: first.skipped, notes };
}

async function runPytest(python, options, timeoutMs) {
  const report = join(buildDirectory, "test-python.xml");
  rmSync(report, { force: true });
  const args = [...PYTEST, "--override-ini", CACHE, `--junitxml=${report}`, ...options, `${PACKAGE}/tests`];
  const { code, timedOut, stdout, tail } = await capture(python, args, { timeoutMs, env: { NO_COLOR: "1" } });
  const counts = readCounts(report);
  if (code === 0) return { ...counts, code, notes: skipReasons(stdout) };
  // A file that cannot be loaded, or an end before the last test, has no failed test of its own.
  const failed = Math.max(counts.failed, 1);
  return { ...counts, failed, code, output: tail, notes: timedOut ? [`not done within ${timeoutMs / 1000} s`] : [] };
}

/** Of pytest's JUnit report, whose first suite has them all. */
function readCounts(report) {
  if (!existsSync(report)) return { passed: 0, failed: 0, skipped: 0 };
  const suite = /<testsuite [^>]*>/.exec(readFileSync(report, "utf8"))?.[0] ?? "";
  const count = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = count("failures") + count("errors");
  return { passed: count("tests") - failed - count("skipped"), failed, skipped: count("skipped") };
}

/** Each once: what this machine, or this Python, lacks. */
function skipReasons(output) {
  return [...new Set([...output.matchAll(/^SKIPPED \[\d+\] \S+: (.+)$/gm)].map(([, reason]) => reason))];
}
