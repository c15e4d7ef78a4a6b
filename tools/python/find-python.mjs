import { capture } from "../bootstrap/run-program.mjs";

const NAMES = [
  "python3",
  "python",
  ...["3.14", "3.13", "3.12", "3.11", "3.10", "3.9"].map((version) => `python${version}`),
];

/** A Python of 3.9 or later; undefined where there is none. `PYTHON` names one. */
export async function findPython() {
  for (const name of process.env.PYTHON ? [process.env.PYTHON] : NAMES) {
    const code = "import sys; print(sys.executable if sys.version_info >= (3, 9) else '')";
    const { stdout } = await capture(name, ["-c", code], { timeoutMs: 20_000 });
    if (stdout.trim()) return stdout.trim();
  }
  return undefined;
}
