import { setMaxListeners } from "node:events";
import { type Study, type StudyRecord, Tellus, TellusError } from "../../clients/typescript/src/public.ts";
import { type Dataset, loadDataset } from "./dataset";
import {
  describeLine,
  type Incumbent,
  type Line,
  type Outcome,
  type Score,
  secondsSince,
  watchStudy,
} from "./progress";
import { runWorkers } from "./run-workers";
import { type Assignments, DEFAULT_ASSIGNMENTS, SEARCH_SPACE } from "./search-space";
import { readSettings, type Settings, USAGE, UsageError } from "./settings";
import { Training } from "./training";

const leaving = new AbortController();
setMaxListeners(0, leaving.signal);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => leaving.abort());

try {
  if (process.argv.includes("--help")) console.log(USAGE);
  else process.exitCode = (await runJob(readSettings(process.argv.slice(2), process.env))) ? 0 : 1;
} catch (error) {
  // Anything else is a mistake in this program, and its stack is wanted.
  if (!(error instanceof TellusError || error instanceof UsageError)) throw error;
  console.error(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : error.message);
  process.exitCode = 1;
}

/** Opens the study, lets the workers use up its budget, and compares the incumbent with the defaults. True if complete. */
async function runJob(settings: Settings): Promise<boolean> {
  const startedAt = performance.now();
  const emit = (line: Line): void => console.log(settings.json ? JSON.stringify(line) : describeLine(line));
  const log = (message: string): void => emit({ event: "notice", message });
  const tellus = new Tellus({ url: settings.url, apiKey: settings.apiKey, patienceMs: 30_000, log });
  const data = await loadDataset(settings.dataPath);

  const study = await openStudy(tellus, settings);
  const { id, name, url, limits } = await study.read();
  emit({ event: "study", id, name, url, total: limits.max_trials, workers: settings.workers });
  await trainAndWatch({ settings, study, emit, log });
  if (leaving.signal.aborted) {
    log("Left on request; what was not finished can be taken up by starting again.");
    return false;
  }

  const [end, { trial: incumbent }] = await Promise.all([study.read(), study.best()]);
  const outcome = judge({ study: end, incumbent, data, settings });
  emit({ event: "result", ...outcome, elapsed_s: secondsSince(startedAt) });
  return outcome.complete;
}

function openStudy(tellus: Tellus, settings: Settings): Promise<Study<Assignments>> {
  return tellus.study({
    project: settings.project,
    name: settings.study,
    search_space: SEARCH_SPACE,
    objectives: [{ metric: "validation_accuracy", direction: "maximize" }],
    sampler: { name: settings.sampler },
    limits: { max_trials: settings.trials },
    seed: settings.seed,
  });
}

/** Runs the workers, and shows the study until the last of them has ended. */
async function trainAndWatch(job: {
  readonly settings: Settings;
  readonly study: Study<Assignments>;
  readonly emit: (line: Line) => void;
  readonly log: (message: string) => void;
}): Promise<void> {
  const { settings, study, emit, log } = job;
  const watching = new AbortController();
  const watched = watchStudy({ study, signal: watching.signal, emit });
  await runWorkers({ settings, studyId: study.id, signal: leaving.signal, log });
  watching.abort();
  await watched;
}

function judge(job: {
  readonly study: StudyRecord;
  readonly incumbent: Incumbent | null;
  readonly data: Dataset;
  readonly settings: Settings;
}): Omit<Outcome, "elapsed_s"> {
  const { study, incumbent, data, settings } = job;
  return {
    complete: study.state === "finished" && study.state_reason === "budget",
    state: study.state,
    reason: study.state_reason,
    incumbent: incumbent && {
      number: incumbent.number,
      ...score({ assignments: incumbent.assignments, data, settings }),
    },
    default: score({ assignments: DEFAULT_ASSIGNMENTS, data, settings }),
  };
}

/** Trains once more and looks at the test split. The same seed gives the very network the worker had. */
function score(job: { assignments: Assignments; data: Dataset; settings: Settings }): Score {
  const { assignments, data, settings } = job;
  const training = new Training({ data, assignments, seed: settings.seed });
  for (let pass = 1; pass <= settings.passes; pass++) training.runPass();
  return {
    assignments,
    validation_accuracy: training.accuracyOn(data.validation),
    test_accuracy: training.accuracyOn(data.test),
  };
}
