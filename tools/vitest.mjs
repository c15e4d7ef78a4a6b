/** Runs the named test projects, or all, on a checkout brought up to date first: `node tools/vitest.mjs unit lib/format -t "words"`. */
import "./bootstrap/require-node.mjs";

const { Failure, runMain } = await import("./bootstrap/failure.mjs");
const { bootstrap } = await import("./bootstrap/bootstrap.mjs");
const { bins, root } = await import("./bootstrap/paths.mjs");
const { spawnSync } = await import("node:child_process");

const PROJECTS = new Set(["unit", "database", "contract", "isolation", "statistics"]);

await runMain(async () => {
  const args = process.argv.slice(2);
  const others = args.findIndex((argument) => !PROJECTS.has(argument));
  const projects = others < 0 ? args : args.slice(0, others);
  const options = others < 0 ? [] : args.slice(others);
  // Database tests start the server and the engine's worker from the bundles.
  await bootstrap({ until: ["unit", "statistics"].includes(projects.join()) ? "kernels" : "bundles" });
  const command = [bins.vitest, "run", ...projects.flatMap((project) => ["--project", project]), ...options];
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new Failure("Some tests failed.", "read the first failure above.");
});
