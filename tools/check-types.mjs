/** Type-checks every tsconfig: the application's, and the engine's own, in which Node and the browser do not exist. */

import { bins } from "./bootstrap/paths.mjs";
import { capture } from "./bootstrap/run-program.mjs";

for (const project of ["tsconfig.json", "lib/engine/tsconfig.json"]) {
  const { code, tail } = await capture(process.execPath, [bins.tsc, "--noEmit", "--project", project]);
  if (code === 0) continue;
  console.error(`${tail.trimEnd()}\n${project}: type errors, see above.`);
  process.exitCode = 1;
}
