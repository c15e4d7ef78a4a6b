/**
 * Type-checks every project: first the engine, by its own rules, in which Node and the browser do not exist; then the
 * quality benchmark and the application, which see the engine through the declarations that the first step writes. The
 * TypeScript client is checked as it is built for others, too.
 */

import { bins } from "./bootstrap/paths.mjs";
import { capture } from "./bootstrap/run-program.mjs";

const projects = {
  "lib/engine/tsconfig.json": ["--build", "lib/engine"],
  "benchmarks/quality/tsconfig.json": ["--build", "benchmarks/quality"],
  "clients/typescript/tsconfig.json": ["--noEmit", "--project", "clients/typescript"],
  "tsconfig.json": ["--noEmit", "--project", "tsconfig.json"],
};

for (const [project, options] of Object.entries(projects)) {
  const { code, tail } = await capture(process.execPath, [bins.tsc, ...options]);
  if (code === 0) continue;
  console.error(`${tail.trimEnd()}\n${project}: type errors, see above.`);
  process.exitCode = 1;
}
