import type { BroughtTrial } from "@/lib/contract/enqueue";
import { pointerTo } from "@/lib/contract/pointer";
import { checkAssignments } from "@/lib/engine/space/contains";
import { fingerprintAssignments } from "@/lib/engine/space/fingerprint";
import { readAssignment, type Space, type SpaceIssue } from "@/lib/engine/space/space";
import type { ImportedTrial } from "@/server/db/sql/study-functions";
import { AppError } from "@/server/kernel/app-error";
import { newId } from "@/server/kernel/ids";
import { toStored, toToldMetrics } from "./metric-value";
import { refuseMisfits } from "./own-trial";

/** Errors told of one request. */
const SHOWN_MAX = 50;

type Result = Pick<BroughtTrial, "started_at" | "finished_at"> & {
  readonly state: string;
  readonly values?: Readonly<Record<string, unknown>> | undefined;
};

interface Placed<Trial = Result> {
  readonly trial: Trial;
  /** Where in the request it stands. */
  readonly pointer: string;
}

/**
 * A result from elsewhere as it is stored. Assignments that do not fit the space are kept and marked: engines learn from
 * what of them says something about the space. Where not one parameter has a value they are of another study.
 */
export function toImportedTrial({
  space,
  trial,
  pointer,
}: Placed<BroughtTrial> & { readonly space: Space }): ImportedTrial {
  const { assignments } = trial;
  const issues = checkAssignments(space, assignments);
  const says = space.parameters.some(({ name }) => readAssignment(assignments, name) !== undefined);
  if (!says) refuseMisfits(issues, `${pointer}/assignments`);
  return {
    id: newId(),
    assignments,
    fingerprint: fingerprintAssignments(space, assignments),
    origin: { sampler: "import", ...(issues.length > 0 && { out_of_space: misfits(issues) }) },
    metadata: trial.metadata,
    state: trial.state,
    reason: trial.reason ?? null,
    values: toToldMetrics(trial.values ?? {}),
    steps: (trial.measurements ?? []).flatMap(({ step, values }) =>
      Object.entries(values).map(([metric, value]) => ({ step, metric, ...toStored(value) })),
    ),
    cost: trial.cost ?? null,
    started_at: trial.started_at ?? null,
    finished_at: trial.finished_at ?? null,
  };
}

/** The parameters at fault, by name; what breaks a constraint has none. */
function misfits(issues: readonly SpaceIssue[]): string[] {
  const names = issues.map(({ pointer }) =>
    pointer === "" ? "a constraint" : pointer.slice(1).replaceAll("~1", "/").replaceAll("~0", "~"),
  );
  return [...new Set(names)].slice(0, 20);
}

/** A completed trial without what it is judged by says nothing; each that lacks something is named. */
export function refuseMissingMetrics(metrics: readonly string[], trials: readonly Placed[]): void {
  const errors = trials.flatMap(({ trial: { state, values = {} }, pointer }) =>
    metrics
      .filter((metric) => state === "completed" && !Object.hasOwn(values, metric))
      .map((metric) => ({
        pointer: pointer + pointerTo(["values", metric]),
        code: "missing_metric",
        detail: "The study needs this metric of a completed trial.",
      })),
  );
  const [first] = errors;
  if (first === undefined) return;
  throw new AppError(
    "invalid_observation",
    `A completed trial needs ${metrics.join(", ")}. Add what is missing (${first.pointer}), or import the trial as failed.`,
    { errors: errors.slice(0, SHOWN_MAX) },
  );
}

/** What has ended did so before now, by the database's clock, and a little may lie between two clocks. */
const CLOCKS_APART_MS = 60_000;

export function refuseFuture(now: Date, trials: readonly Placed[]): void {
  const latest = now.getTime() + CLOCKS_APART_MS;
  const errors = trials.flatMap(({ trial, pointer }) =>
    (["started_at", "finished_at"] as const)
      .filter((field) => Date.parse(trial[field] ?? "") > latest)
      .map((field) => ({
        pointer: `${pointer}/${field}`,
        code: "in_the_future",
        detail: `Must not lie in the future; by the server's clock it is ${now.toISOString()}.`,
      })),
  );
  const [first] = errors;
  if (first === undefined) return;
  throw new AppError("invalid_input", `A trial that has ended did so before now. ${first.pointer}: ${first.detail}`, {
    errors: errors.slice(0, SHOWN_MAX),
  });
}
