import { join } from "node:path";
import { bins, root } from "../bootstrap/paths.mjs";
import { capture } from "../bootstrap/run-program.mjs";

/** A check passes or fails as a whole: the program and its arguments, and what to run to see or mend it. */
export const checks = {
  format: { args: [bins.biome, "check", "--linter-enabled=false", "."], mend: "npm run format" },
  types: { args: tool("check-types.mjs"), mend: "npm run check:types" },
  lint: { args: [bins.biome, "lint", "--error-on-warnings", "."], mend: "npm run lint" },
  boundaries: { args: tool("lint/run-boundaries.mjs"), mend: "npm run check:boundaries" },
  unused: { args: [bins.knip, "--no-progress"], mend: "npm run check:unused" },
  size: { args: tool("check-size.mjs"), mend: "npm run check:size" },
  portable: { args: tool("check-portable.mjs"), mend: "npm run check:portable" },
  build: { args: tool("build.mjs"), mend: "npm run build", timeoutMs: 900_000 },
  drift: { args: tool("check-drift.mjs"), mend: "npm run check:drift" },
};

/** @returns {Promise<import("./summary.mjs").StepResult>} */
export async function runCheck({ args, mend, timeoutMs = 300_000 }) {
  const { code, timedOut, tail } = await capture(process.execPath, args, { timeoutMs });
  if (code === 0) return { passed: 1, failed: 0, skipped: 0 };
  return {
    passed: 0,
    failed: 1,
    skipped: 0,
    output: tail,
    note: timedOut ? `not done within ${timeoutMs / 1000} s` : `see: ${mend}`,
  };
}

function tool(path) {
  return [join(root, "tools", path)];
}
