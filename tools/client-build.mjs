/** Builds the TypeScript client into clients/typescript/dist: modules and declarations for whoever installs that folder. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Failure, runMain } from "./bootstrap/failure.mjs";
import { bins, root } from "./bootstrap/paths.mjs";
import { capture } from "./bootstrap/run-program.mjs";

await runMain(async () => {
  const folder = join(root, "clients/typescript");
  rmSync(join(folder, "dist"), { recursive: true, force: true });
  const { code, tail } = await capture(process.execPath, [bins.tsc, "--project", folder]);
  if (code !== 0) throw new Failure("The TypeScript client could not be built.", "correct what it says above.", tail);
});
