import { z } from "zod";
import { Objective, OutcomeConstraint } from "@/lib/contract/study";
import * as contract from "@/lib/contract/study-series";
import { TrialState } from "@/lib/contract/trial";
import type { SeriesRow } from "@/server/db/sql/trial-series-sql";
import { queryService } from "@/server/kernel/service";
import { findStudyRow } from "./find-study";

const Space = z.record(z.string(), z.looseObject({ type: z.string() }));

/** Objectives, outcome constraints and parameters of a study as columns over its trials. */
export const readSeries = queryService(contract.readSeries, async ({ db }, { study_id, since }) => {
  const study = await findStudyRow(db, study_id);
  const objectives = z.array(Objective).parse(study.objectives);
  const constraints = z.array(OutcomeConstraint).parse(study.outcomeConstraints);
  const metrics = [...new Set([...objectives, ...constraints].map(({ metric }) => metric))];
  const varied = variedParameters(study.spaceRevisions[0]?.searchSpace);
  const parameters = varied.slice(0, contract.SERIES_PARAMETERS_MAX);
  const row = await db.trials.series({
    studyId: study.id,
    metrics,
    objective: objectives[0] ?? null,
    parameters,
    since: since ?? null,
    trialsMax: contract.SERIES_TRIALS_MAX,
  });
  return {
    ...row,
    states: z.array(TrialState).parse(row.states),
    parameters_total: varied.length,
    numbers: [...row.numbers],
    imported: [...row.imported],
    feasible: [...row.feasible],
    stopping: [...row.stopping],
    started: [...row.started],
    finished: [...row.finished],
    values: metrics.map((metric, index) => ({ metric, values: [...(row.values[index] ?? [])] })),
    parameters: parameters.map(({ name, numeric }, index) =>
      toColumn({ name, numeric, cells: row.params[index] ?? [] }),
    ),
  };
});

/** A fixed parameter has nothing to plot. */
function variedParameters(space: unknown): { readonly name: string; readonly numeric: boolean }[] {
  return Object.entries(Space.parse(space))
    .filter(([, { type }]) => type !== "fixed")
    .map(([name, { type }]) => ({ name, numeric: type === "float" || type === "int" }));
}

interface RawColumn {
  readonly name: string;
  readonly numeric: boolean;
  readonly cells: SeriesRow["params"][number];
}

function toColumn({ name, numeric, cells }: RawColumn): contract.SeriesParameter {
  // The statement gives numbers for numeric parameters and lists of one for the others.
  if (numeric) return { name, kind: "number", values: cells.map((cell) => (typeof cell === "number" ? cell : null)) };
  const places = new Map<string | number | boolean | null, number>();
  const indexes = cells.map((cell) => {
    if (!Array.isArray(cell)) return null;
    const [value] = cell as readonly (string | number | boolean | null)[];
    if (value === undefined) return null;
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  });
  return { name, kind: "choice", choices: [...places.keys()], indexes };
}
