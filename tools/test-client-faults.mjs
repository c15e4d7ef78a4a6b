/** F28, the Python client under faults: `npm run test:client:faults`, `-- --operations 2000`, `-- --seed 7`. */
import "./bootstrap/require-node.mjs";

const { spawn } = await import("node:child_process");
const { once } = await import("node:events");
const { Failure, runMain } = await import("./bootstrap/failure.mjs");
const { bootstrap } = await import("./bootstrap/bootstrap.mjs");
const { root } = await import("./bootstrap/paths.mjs");

await runMain(async () => {
  await bootstrap();
  const { findPython } = await import("./python/find-python.mjs");
  const { environmentPython, makeEnvironment } = await import("./python/environment.mjs");
  const python = await findPython();
  if (!python)
    throw new Failure("There is no Python 3.9 or later.", "install one, or name it with PYTHON=/path/to/python3");
  await makeEnvironment(python);
  const args = ["clients/python/tests/client_faults.py", ...process.argv.slice(2)];
  const child = spawn(environmentPython, args, { cwd: root, stdio: "inherit" });
  const [code] = await once(child, "exit");
  process.exitCode = code ?? 1;
});
