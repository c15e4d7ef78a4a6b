import { join } from "node:path";
import { createInterface } from "node:readline";
import { buildDirectory } from "../bootstrap/paths.mjs";
import { ManagedProcess } from "./managed-process.mjs";

const STOP_PATIENCE_MS = 15_000;
/** The same name each time: what an earlier run left unfinished is handed to this one at once. */
const WORKER_NAME = "demo";

/** The example training job, as a process of its own that knows nothing but the server's address and a key. */
export class DigitsJob {
  #process;

  /** @param {{ address: string, apiKey: string, project: string, study: string, onLine: (line: object) => void }} options */
  constructor({ address, apiKey, project, study, onLine }) {
    this.#process = new ManagedProcess({
      script: join(buildDirectory, "digits.mjs"),
      args: ["--json", "--project", project, "--study", study, "--worker-name", WORKER_NAME],
      env: { TELLUS_URL: address, TELLUS_API_KEY: apiKey },
      stdout: "pipe",
      stderr: 2,
    });
    const lines = createInterface({ input: this.#process.child.stdout });
    lines.on("line", (line) => onLine(JSON.parse(line)));
    const allRead = new Promise((done) => lines.once("close", done));
    /** Resolves with how it ended, once every line it wrote was seen. */
    this.ended = Promise.all([this.#process.ended, allRead]).then(([end]) => end);
  }

  stop() {
    return this.#process.stop(STOP_PATIENCE_MS);
  }
}
