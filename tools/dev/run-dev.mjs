import { join } from "node:path";
import { bootstrap } from "../bootstrap/bootstrap.mjs";
import { bundleOptions, PRODUCT_BUNDLES } from "../bootstrap/bundles.mjs";
import { buildDirectory, root } from "../bootstrap/paths.mjs";
import { ManagedProcess } from "../demo/managed-process.mjs";

const STOP_PATIENCE_MS = 10_000;

/** The server on what is being written: its code is bundled and it is restarted at each change; pages reload through Next. */
export async function runDev() {
  await bootstrap({ until: "kernels" });
  const { context } = await import("esbuild");
  const server = new RestartingServer();
  const watcher = await context({
    ...bundleOptions(PRODUCT_BUNDLES),
    absWorkingDir: root,
    logLevel: "warning",
    plugins: [...bundleOptions({}).plugins, restartOnSuccess(server)],
  });
  await watcher.watch();
  await untilSignal();
  await watcher.dispose();
  await server.stop();
  process.exit(0);
}

class RestartingServer {
  #process;
  /** Changes that come while one restart is under way make one more, not many. */
  #turn = Promise.resolve();
  #wanted = 0;

  restart() {
    const wanted = ++this.#wanted;
    this.#turn = this.#turn.then(async () => {
      if (wanted !== this.#wanted) return;
      await this.stop();
      this.#process = new ManagedProcess({
        script: join(buildDirectory, "server.mjs"),
        env: { NODE_ENV: "development", NEXT_TELEMETRY_DISABLED: "1" },
        stdout: 1,
        stderr: 2,
      });
    });
  }

  async stop() {
    await this.#process?.stop(STOP_PATIENCE_MS);
  }
}

function restartOnSuccess(server) {
  return {
    name: "restart-on-success",
    setup(build) {
      build.onEnd(({ errors }) => {
        if (errors.length === 0) server.restart();
      });
    },
  };
}

function untilSignal() {
  return new Promise((done) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, done);
  });
}
