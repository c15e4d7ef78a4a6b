import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** What the person who starts the job decides. */
export type Settings = {
  readonly url: string;
  readonly apiKey: string;
  readonly project: string;
  readonly study: string;
  readonly trials: number;
  readonly workers: number;
  readonly passes: number;
  readonly sampler: string;
  readonly seed: number;
  /** Worker k is called `<workerName>-<k>`; a job started again under the same name takes up its unfinished trials at once. */
  readonly workerName: string;
  readonly dataPath: string;
  readonly json: boolean;
};

export const USAGE = `Usage: TELLUS_API_KEY=… node .build/digits.mjs [options]

  --project <name>      project to use or create            (examples)
  --study <name>        study to open or create             (digits)
  --trials <count>      budget of a new study               (40)
  --workers <count>     processes that train in parallel    (4)
  --passes <count>      passes over the training data       (25)
  --sampler <name>      sampler of a new study              (auto)
  --seed <number>       seed of the study and the training  (1)
  --worker-name <name>  prefix of the worker ids            (digits-<host>-<process id>)
  --data <file>         digits.csv.gz                       (beside this example)
  --json                progress as JSON lines on stdout

TELLUS_URL is the server (http://127.0.0.1:3000); TELLUS_API_KEY a key that may write projects and studies.`;

/** Thrown for a command line that cannot be used; the message says which option and what to do. */
export class UsageError extends Error {}

export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): Settings {
  const { values } = parseOptions(args);
  const apiKey = env.TELLUS_API_KEY;
  if (!apiKey) throw new UsageError("TELLUS_API_KEY is not set. Create a key with: npm run tellus -- keys create");
  return {
    url: readUrl(env.TELLUS_URL ?? "http://127.0.0.1:3000"),
    apiKey,
    project: values.project,
    study: values.study,
    trials: readCount("trials", values.trials),
    workers: readCount("workers", values.workers),
    passes: readCount("passes", values.passes),
    sampler: values.sampler,
    seed: readCount("seed", values.seed),
    workerName: values["worker-name"] ?? `digits-${hostname()}-${process.pid}`,
    dataPath: values.data ?? findData(),
    json: values.json,
  };
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        project: { type: "string", default: "examples" },
        study: { type: "string", default: "digits" },
        trials: { type: "string", default: "40" },
        workers: { type: "string", default: "4" },
        passes: { type: "string", default: "25" },
        sampler: { type: "string", default: "auto" },
        seed: { type: "string", default: "1" },
        "worker-name": { type: "string" },
        data: { type: "string" },
        json: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readCount(option: string, text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new UsageError(`--${option} must be a whole number of at least 1, not "${text}".`);
  return count;
}

function readUrl(text: string): string {
  if (!URL.canParse(text))
    throw new UsageError(`TELLUS_URL must be a URL such as http://127.0.0.1:3000, not "${text}".`);
  return text.replace(/\/+$/, "");
}

/** The bundle lies in .build/, the source beside its data. */
function findData(): string {
  const places = ["./data/digits.csv.gz", "../examples/digits/data/digits.csv.gz"];
  const paths = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = paths.find((path) => existsSync(path));
  if (!found) throw new UsageError(`The digits are in none of ${paths.join(", ")}. Say where they are with --data.`);
  return found;
}
