import { join } from "node:path";
import { Failure } from "../bootstrap/failure.mjs";
import { buildDirectory } from "../bootstrap/paths.mjs";
import { runProgram } from "../bootstrap/run-program.mjs";

/**
 * The demo person, workspace, project and API key: made on the first run, read back on later ones.
 *
 * @returns {Promise<{ email: string, password: string, api_key: string, project: string }>}
 */
export async function setUpDemo(environment) {
  const output = await runProgram(process.execPath, [join(buildDirectory, "cli.mjs"), "demo-setup", "--json"], {
    name: "tellus demo-setup",
    env: environment,
    timeoutMs: 60_000,
    advice: `see the message above; to begin anew, move ${environment.TELLUS_DATA} away and run the demo again.`,
  });
  const setUp = JSON.parse(output);
  for (const field of ["email", "password", "api_key", "project"]) {
    if (typeof setUp[field] !== "string")
      throw new Failure(`demo-setup gave no ${field}.`, "build again: npm run build");
  }
  return setUp;
}
