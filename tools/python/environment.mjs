import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../bootstrap/failure.mjs";
import { buildDirectory } from "../bootstrap/paths.mjs";
import { capture, runProgram } from "../bootstrap/run-program.mjs";
import { hashSources, isStamped, stamped } from "../bootstrap/stamp.mjs";
import { step } from "../bootstrap/step.mjs";

const HOME = join(buildDirectory, "python");
const STAMP = join(HOME, "tellus.stamp");
const PACKAGE = "clients/python";
const REQUIREMENTS = `${PACKAGE}/requirements-test.txt`;
const PIP = ["-m", "pip", "--disable-pip-version-check", "--no-input"];
const INSTALL_TIMEOUT_MS = 10 * 60_000;

/** The virtual environment's own Python. */
export const environmentPython =
  process.platform === "win32" ? join(HOME, "Scripts/python.exe") : join(HOME, "bin/python");

/**
 * A virtual environment in .build/python with the Python client as users install it and what its tests need, in the
 * versions and with the hashes of requirements-test.txt.
 */
export async function makeEnvironment(python) {
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
  return existsSync(environmentPython) && (await capture(environmentPython, [...PIP, "--version"])).code === 0;
}

async function install() {
  const pip = (args) =>
    runProgram(environmentPython, [...PIP, "install", "--quiet", ...args], {
      name: "pip install",
      timeoutMs: INSTALL_TIMEOUT_MS,
      advice: "see pip's message above; it needs the package registry (or a full pip cache).",
    });
  await pip(["--require-hashes", "--requirement", REQUIREMENTS]);
  await pip(["--no-deps", "--no-build-isolation", "--force-reinstall", `./${PACKAGE}`]);
}

/** By `venv`, which Debian keeps in a package of its own, or else by `virtualenv`, installed beside it for this. */
async function create(python) {
  rmSync(HOME, { recursive: true, force: true });
  if ((await capture(python, ["-m", "venv", HOME], { timeoutMs: INSTALL_TIMEOUT_MS })).code === 0) return;
  await installFromDebian();
  if ((await capture(python, ["-m", "venv", "--clear", HOME], { timeoutMs: INSTALL_TIMEOUT_MS })).code === 0) return;
  const made = await capture(python, ["-m", "virtualenv", "--quiet", HOME], { timeoutMs: INSTALL_TIMEOUT_MS });
  if (made.code === 0) return;
  throw new Failure(
    `${python} cannot make a virtual environment.`,
    "install what it lacks (Debian, Ubuntu: `apt-get install python3-venv`; elsewhere: `pip install virtualenv`).",
    made.tail,
  );
}

async function installFromDebian() {
  const apt = "/usr/bin/apt-get";
  if (process.getuid?.() !== 0 || !existsSync(apt)) return;
  const options = { env: { DEBIAN_FRONTEND: "noninteractive" }, timeoutMs: INSTALL_TIMEOUT_MS };
  await capture(apt, ["update"], options);
  await capture(apt, ["install", "--yes", "--no-install-recommends", "python3-venv"], options);
}
