/** F28, the Python client under faults: `npm run test:client:faults`, `-- --operations 2000`, `-- --seed 7`. */
import "./bootstrap/require-node.mjs";

const { spawn } = await import("node:child_process");
const { once } = await import("node:events");
const { Failure, runMain } = await import("./bootstrap/failure.mjs");
const { bootstrap } = await import("./bootstrap/bootstrap.mjs");
const { root } = await import("./bootstrap/paths.mjs");

await runMain(async () => {
  await bootstrap();
  const { provideEnvironment } = await import("./python/environment.mjs");
  const { python, missing } = await provideEnvironment();
  if (missing) throw new Failure("The client cannot be tried here.", missing);
  const args = ["clients/python/tests/client_faults.py", ...process.argv.slice(2)];
  const child = spawn(python, args, { cwd: root, stdio: "inherit" });
  const [code] = await once(child, "exit");
  process.exitCode = code ?? 1;
});
