import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildDirectory } from "../bootstrap/paths.mjs";
import { capture } from "../bootstrap/run-program.mjs";

const FOLDER = join(buildDirectory, "python-pip");
const TIMEOUT_MS = 2 * 60_000;

/**
 * pip as a file that any Python can run, for a Python that came without it: downloaded by the pip of this Python, or as
 * the file that Debian's own `venv` would use. Undefined where neither can be had.
 */
export async function findPipWheel(python) {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const download = ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", FOLDER, "pip"];
  if ((await capture(python, download, { timeoutMs: TIMEOUT_MS })).code !== 0) await downloadFromDebian();
  const name = readdirSync(FOLDER, { recursive: true }).find((path) => /(^|\/)pip-[^/]*\.whl$/.test(path));
  return name && join(FOLDER, name);
}

/** Unpacked here rather than installed, with lists of our own: that takes no root, and leaves the system as it is. */
async function downloadFromDebian() {
  for (const folder of ["lists/partial", "cache/archives/partial"])
    mkdirSync(join(FOLDER, folder), { recursive: true });
  const places = ["-o", `Dir::State::Lists=${join(FOLDER, "lists")}`, "-o", `Dir::Cache=${join(FOLDER, "cache")}`];
  const options = { cwd: FOLDER, timeoutMs: TIMEOUT_MS };
  if ((await capture("apt-get", [...places, "update"], options)).code !== 0) return;
  await capture("apt-get", [...places, "download", "python3-pip-whl"], options);
  const archive = readdirSync(FOLDER).find((name) => name.endsWith(".deb"));
  if (archive) await capture("dpkg-deb", ["--extract", archive, "."], options);
}
