import { setTimeout as sleep } from "node:timers/promises";
import { type BestRecord, type Study, type StudyRecord, TellusError } from "../../clients/typescript/src/public.ts";
import type { Assignments } from "./search-space";

/** One line of standard output under `--json`; documented in README.md. */
export type Line =
  | {
      readonly event: "study";
      readonly id: string;
      readonly name: string;
      readonly url: string | null;
      readonly total: number;
      readonly workers: number;
    }
  | ({ readonly event: "progress" } & Progress)
  | { readonly event: "notice"; readonly message: string }
  | ({ readonly event: "result" } & Outcome);

export type Incumbent = NonNullable<BestRecord<Assignments>["trial"]>;

export type Progress = {
  /** Trials that have ended in any state, of `total`. */
  readonly done: number;
  readonly total: number;
  readonly running: number;
  readonly completed: number;
  readonly failed: number;
  readonly incumbent: { readonly number: number; readonly validation_accuracy: number } | null;
  readonly elapsed_s: number;
};

export type Score = {
  readonly assignments: Assignments;
  readonly validation_accuracy: number;
  readonly test_accuracy: number;
};
export type Outcome = {
  /** The study used its budget up. */
  readonly complete: boolean;
  readonly state: StudyRecord["state"];
  readonly reason: string | null;
  readonly incumbent: (Score & { readonly number: number }) | null;
  readonly default: Score;
  readonly elapsed_s: number;
};

const POLL_MS = 500;

type Watch = {
  readonly study: Study<Assignments>;
  readonly signal: AbortSignal;
  readonly emit: (line: Line) => void;
};

/** Reads the study from the API twice a second and emits a line whenever something changed. */
export async function watchStudy(watch: Watch): Promise<void> {
  const startedAt = performance.now();
  let shown = "";
  while (!watch.signal.aborted) {
    const progress = await readProgress(watch);
    const now = JSON.stringify(progress);
    if (progress && now !== shown) watch.emit({ event: "progress", ...progress, elapsed_s: secondsSince(startedAt) });
    shown = now;
    await sleep(POLL_MS, undefined, { signal: watch.signal }).catch(() => undefined);
  }
}

/** Null while the server is away: progress is for the eyes only, and the workers have patience of their own. */
async function readProgress({ study, emit }: Watch): Promise<Omit<Progress, "elapsed_s"> | null> {
  try {
    const [now, { trial }] = await Promise.all([study.read(), study.best()]);
    return countProgress(now, trial);
  } catch (error) {
    if (!(error instanceof TellusError)) throw error;
    emit({ event: "notice", message: error.message });
    return null;
  }
}

/** The moment as seconds since `startedAt`, to a tenth. */
export function secondsSince(startedAt: number): number {
  return Math.round((performance.now() - startedAt) / 100) / 10;
}

export function countProgress(study: StudyRecord, incumbent: Incumbent | null): Omit<Progress, "elapsed_s"> {
  const { running, completed, pruned, failed, infeasible, cancelled } = study.trial_counts;
  return {
    done: completed + pruned + failed + infeasible + cancelled,
    total: study.limits.max_trials,
    running,
    completed,
    failed,
    incumbent: incumbent && {
      number: incumbent.number,
      validation_accuracy: Number(incumbent.values.validation_accuracy?.value),
    },
  };
}

/** The same lines for people. */
export function describeLine(line: Line): string {
  switch (line.event) {
    case "study":
      return `Study ${line.name}: ${line.total} trials, ${line.workers} workers${line.url ? `, ${line.url}` : ""}`;
    case "progress": {
      const { done, total, running, failed, incumbent } = line;
      const best = incumbent ? `, incumbent ${percent(incumbent.validation_accuracy)} (trial ${incumbent.number})` : "";
      return `${done}/${total} trials done, ${running} running${failed > 0 ? `, ${failed} failed` : ""}${best}`;
    }
    case "notice":
      return line.message;
    case "result":
      return describeOutcome(line);
  }
}

function describeOutcome({ complete, state, reason, incumbent, default: start, elapsed_s }: Outcome): string {
  const end = complete
    ? `The study is complete after ${elapsed_s} s.`
    : `The study is not complete (${state}${reason ? `: ${reason}` : ""}).`;
  const rows = [
    ["", "validation", "test"],
    ["defaults", percent(start.validation_accuracy), percent(start.test_accuracy)],
  ];
  if (incumbent) {
    rows.push([`trial ${incumbent.number}`, percent(incumbent.validation_accuracy), percent(incumbent.test_accuracy)]);
  }
  const table = rows.map(
    ([name = "", ...cells]) => `  ${name.padEnd(10)}${cells.map((cell) => cell.padStart(12)).join("")}`,
  );
  return [end, ...table, incumbent ? JSON.stringify(incumbent.assignments) : "No trial was completed."].join("\n");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
