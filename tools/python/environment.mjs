import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../bootstrap/failure.mjs";
import { buildDirectory } from "../bootstrap/paths.mjs";
import { capture, runProgram } from "../bootstrap/run-program.mjs";
import { hashSources, isStamped, stamped } from "../bootstrap/stamp.mjs";
import { step } from "../bootstrap/step.mjs";
import { findPython } from "./find-python.mjs";
import { findPipWheel } from "./pip-wheel.mjs";

const HOME = join(buildDirectory, "python");
const STAMP = join(HOME, "tellus.stamp");
const PACKAGE = "clients/python";
const REQUIREMENTS = `${PACKAGE}/requirements-test.txt`;
const PIP = ["-m", "pip", "--disable-pip-version-check", "--no-input"];
const INSTALL_TIMEOUT_MS = 10 * 60_000;
const environmentPython = process.platform === "win32" ? join(HOME, "Scripts/python.exe") : join(HOME, "bin/python");

/** The machine lacks what cannot be had here: nothing that a change of ours would mend. */
class Missing extends Failure {}

/**
 * The Python of a virtual environment in .build/python that has the client as users install it and what its tests need,
 * in the versions and with the hashes of requirements-test.txt; made where it is not there or out of date.
 *
 * @returns {Promise<{ python: string } | { missing: string }>} `missing` says what this machine lacks for it
 */
export async function provideEnvironment() {
  try {
    await makeEnvironment();
    return { python: environmentPython };
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    return { missing: `${error.message} To run them, ${error.advice}` };
  }
}

async function makeEnvironment() {
  const python = await findPython();
  if (!python)
    throw new Missing("There is no Python 3.9 or later.", "install one, or name it with PYTHON=/path/to/python3.");
  const { stdout: version } = await capture(python, ["-VV"]);
  const hash = hashSources([REQUIREMENTS, `${PACKAGE}/pyproject.toml`, `${PACKAGE}/README.md`, `${PACKAGE}/src`]);
  const key = `${hash} ${python} ${version}`;
  if (existsSync(environmentPython) && isStamped(STAMP, key)) return;
  await step("Installing the Python client (pip)", async () => {
    if (!(await isUsable())) await create(python);
    await stamped(STAMP, key, install);
  });
}

async function isUsable() {
  return existsSync(environmentPython) && (await succeeds(environmentPython, [...PIP, "--version"]));
}

/** The usual way first. Debian keeps what `venv` has pip from in a package of its own, which a fresh machine lacks. */
async function create(python) {
  const ways = [
    () => succeeds(python, ["-m", "venv", HOME]),
    async () => (await succeeds(python, ["-m", "venv", "--without-pip", HOME])) && (await bringPip(python)),
    () => succeeds(python, ["-m", "virtualenv", "--quiet", HOME]),
  ];
  for (const way of ways) {
    rmSync(HOME, { recursive: true, force: true });
    if (await way()) return;
  }
  rmSync(HOME, { recursive: true, force: true });
  throw new Missing(
    `${python} cannot make a virtual environment, and pip cannot be had for one.`,
    "install what it lacks (Debian, Ubuntu: `apt-get install python3-venv`; elsewhere: `pip install virtualenv`).",
  );
}

async function bringPip(python) {
  const wheel = await findPipWheel(python);
  return (
    wheel !== undefined && succeeds(environmentPython, [join(wheel, "pip"), "install", "--quiet", "--no-index", wheel])
  );
}

async function succeeds(file, args) {
  return (await capture(file, args, { timeoutMs: INSTALL_TIMEOUT_MS })).code === 0;
}

async function install() {
  await installRequirements();
  await runProgram(
    environmentPython,
    [...PIP, "install", "--quiet", "--no-deps", "--no-build-isolation", "--force-reinstall", `./${PACKAGE}`],
    {
      name: "pip install",
      timeoutMs: INSTALL_TIMEOUT_MS,
      advice: `see pip's message above: ${PACKAGE} cannot be installed.`,
    },
  );
}

/** Ready-made files only: a compiler is more than tests may ask for. */
async function installRequirements() {
  const args = ["install", "--quiet", "--only-binary=:all:", "--require-hashes", "--requirement", REQUIREMENTS];
  const { code, tail } = await capture(environmentPython, [...PIP, ...args], { timeoutMs: INSTALL_TIMEOUT_MS });
  if (code === 0) return;
  if (/DO NOT MATCH THE HASHES/.test(tail))
    throw new Failure(
      `What pip was given is not what ${REQUIREMENTS} says.`,
      "find out where it comes from before anything of it runs.",
      tail,
    );
  const said = tail.split("\n").findLast((line) => line.startsWith("ERROR:")) ?? "It did not end in time.";
  throw new Missing(
    `pip cannot install what the Python tests need here: ${said.replace(/\.?$/, ".")}`,
    "let pip reach its package registry (or fill its cache).",
  );
}
