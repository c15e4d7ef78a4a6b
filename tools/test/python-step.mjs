import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildDirectory } from "../bootstrap/paths.mjs";
import { capture } from "../bootstrap/run-program.mjs";
import { environmentPython, makeEnvironment } from "../python/environment.mjs";
import { findPython } from "../python/find-python.mjs";

const PACKAGE = "clients/python";
const CONFIG = `${PACKAGE}/pyproject.toml`;
const CHECKED = ["src", "tests", "benchmarks"].map((folder) => `${PACKAGE}/${folder}`);
const MYPY = ["--config-file", CONFIG, "--cache-dir", join(buildDirectory, "mypy"), ...CHECKED];

/** The Python client: its types, then its tests against the built server. The strict type check counts as one test. */
export async function runPythonTests(timeoutMs) {
  const python = await findPython();
  if (!python) {
    const note = "there is no Python 3.9 or later; install one, or name it with PYTHON=/path/to/python3";
    return { passed: 0, failed: 0, skipped: 1, note };
  }
  try {
    await makeEnvironment(python);
  } catch (error) {
    return { passed: 0, failed: 1, skipped: 0, output: error.output, note: `${error.message} ${error.advice ?? ""}` };
  }
  const types = await capture(environmentPython, ["-m", "mypy", ...MYPY], { timeoutMs });
  if (types.code !== 0)
    return { passed: 0, failed: 1, skipped: 0, output: types.tail, note: "see: npm run test:python" };
  return runPytest(timeoutMs);
}

async function runPytest(timeoutMs) {
  const report = join(buildDirectory, "test-python.xml");
  rmSync(report, { force: true });
  const args = ["-m", "pytest", "--quiet", "--rootdir", PACKAGE, "--config-file", CONFIG];
  const { code, timedOut, tail } = await capture(
    environmentPython,
    [...args, `--junitxml=${report}`, `${PACKAGE}/tests`],
    { timeoutMs, env: { PYTHONDONTWRITEBYTECODE: "1", NO_COLOR: "1" } },
  );
  const counts = readCounts(report);
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  counts.passed += 1;
  if (code === 0) return counts;
  return { ...counts, output: tail, note: timedOut ? `not done within ${timeoutMs / 1000} s` : "" };
}

/** Of pytest's JUnit report, whose first suite has them all. */
function readCounts(report) {
  if (!existsSync(report)) return { passed: 0, failed: 0, skipped: 0 };
  const suite = /<testsuite [^>]*>/.exec(readFileSync(report, "utf8"))?.[0] ?? "";
  const count = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = count("failures") + count("errors");
  return { passed: count("tests") - failed - count("skipped"), failed, skipped: count("skipped") };
}
