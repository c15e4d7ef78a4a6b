import { buildBundles } from "../bootstrap/build.mjs";
import { capture } from "../bootstrap/run-program.mjs";

/** The samples of the fault suite, on one built server and one PostgreSQL; each figure counts as a test. */
export async function runFaultSamples(timeoutMs) {
  await buildBundles({ faults: "faults/main.ts" }, "faults");
  const args = [".build/faults.mjs", "--sample", "--unrecorded"];
  const { code, timedOut, stdout, tail } = await capture(process.execPath, args, { timeoutMs });
  const lines = stdout.split("\n").flatMap(toLine);
  const skipped = lines.filter((line) => line.skipped);
  const failed = lines.filter((line) => line.passed === false);
  const counts = {
    passed: lines.length - skipped.length - failed.length,
    failed: Math.max(failed.length, code === 0 ? 0 : 1),
    skipped: skipped.length,
  };
  if (code === 0) return { ...counts, note: skipped.map(({ figure, skipped: why }) => `${figure}: ${why}`).join("; ") };
  return {
    ...counts,
    output: tail,
    note: timedOut ? `not done within ${timeoutMs / 1000} s` : "see: npm run test:faults -- --sample",
  };
}

function toLine(text) {
  try {
    const line = JSON.parse(text);
    return typeof line.figure === "string" ? [line] : [];
  } catch {
    return [];
  }
}
