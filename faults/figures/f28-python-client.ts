import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { json } from "node:stream/consumers";
import { z } from "zod";
import type { Breakage } from "../breakage";
import type { Figure, FigureContext, Outcome } from "../figure";
import { clientEnvironment } from "../fleet/client-environment";
import { noteChild } from "../fleet/keeper";

const SIZES = { full: { operations: 10_000 }, sample: { operations: 300 } };

const PROGRAM = "clients/python/tests/client_faults.py";

const Played = z.object({
  operations: z.int(),
  counts: z.record(z.string(), z.number()),
  faults: z.array(z.object({ rule: z.string(), detail: z.string() })),
});

/** What the Python client promises a training run, broken in one line. */
const breakages: readonly Breakage[] = [
  {
    kind: "client",
    name: "an operation is sent without having been written to the spool",
    file: "spool.py",
    change: { find: "            self._store(operation)\n            # Whoever", put: "            # Whoever" },
    breaks: ["lost"],
  },
  {
    kind: "client",
    name: "what a killed process left in its spool is not taken over",
    file: "spool.py",
    change: { find: "return sum(self._adopt(folder, may_take) for folder", put: "return sum(0 for folder" },
    breaks: ["lost"],
  },
  {
    kind: "client",
    name: "503 is taken for a final answer",
    file: "http.py",
    change: { find: "502, 503, 504", put: "502, 504" },
    breaks: ["lost", "ended"],
  },
  {
    kind: "client",
    name: "a disk that takes nothing raises into training",
    file: "spool.py",
    change: {
      find: "        except OSError as error:\n            self._unstored",
      put: "        except KeyError as error:\n            self._unstored",
    },
    breaks: ["raised"],
  },
  {
    kind: "client",
    name: "a report waits for its delivery",
    file: "trial.py",
    change: { find: "        held.last_step = max(", put: "        self.flush()\n        held.last_step = max(" },
    breaks: ["blocked"],
  },
  {
    kind: "client",
    name: "an ask that is repeated has another idempotency key",
    file: "unheard.py",
    change: { find: 'f"/studies/{study_id}/ask", body, key=key', put: 'f"/studies/{study_id}/ask", body, key=None' },
    breaks: ["held"],
  },
  {
    kind: "client",
    name: "SIGTERM ends the process on the spot",
    file: "signals.py",
    change: { find: "    raise SystemExit(EXIT_CODE)", put: "    os._exit(EXIT_CODE)" },
    breaks: ["held"],
  },
];

/** R31: no training run is ended, raised into or blocked by the client, and none of its results is lost. */
export const pythonClient: Figure = {
  id: "F28",
  title: "R31 the Python client through outages, kill -9, SIGTERM and a full disk, forked, spawned and threaded",
  target: "10,000 operations: 0 exceptions into training, 0 lost after reconnection",
  minutes: 5,
  // It is one of the Python tests.
  inSample: false,
  obstacle: async ({ stage }) => {
    if (process.platform === "win32") return "its workers fork";
    const environment = await clientEnvironment(stage.checkout);
    return "missing" in environment ? environment.missing : undefined;
  },
  breakages,
  run: runPythonClient,
};

/** The program brings a server of its own, which it kills and starts again beside its workers. */
async function runPythonClient({ stage, scale, random, scratch, client }: FigureContext): Promise<Outcome> {
  const environment = await clientEnvironment(stage.checkout);
  if ("missing" in environment) throw new Error(environment.missing);
  await stage.dismiss();
  const { operations } = SIZES[scale];
  const seed = Math.floor(random() * 2 ** 31);
  const child = spawn(environment.python, [PROGRAM, "--operations", String(operations), "--seed", String(seed)], {
    cwd: stage.checkout,
    // Whatever it leaves when it is killed lies in our scratch folder, and goes with it.
    env: { ...process.env, TMPDIR: scratch, ...(client === undefined ? {} : { PYTHONPATH: client }) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  noteChild(child.pid);
  const [line, [code]] = await Promise.all([json(child.stdout).catch(() => undefined), once(child, "exit")]);
  if (code !== 0) throw new Error(`${path.basename(PROGRAM)} ended with ${String(code)}; what it said stands above.`);
  const played = Played.parse(line);
  return {
    reached: `${played.operations} operations: ${played.faults.length} lost, raised, blocked, ended or still held`,
    counts: played.counts,
    faults: played.faults,
  };
}
