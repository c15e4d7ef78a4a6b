import type { TellCall, TellOutcome } from "./hot-path";

/** What `tell_trial` takes, after the workspace. */
export function tellValues(tell: TellCall): readonly unknown[] {
  return [
    tell.projectId,
    tell.trialId,
    tell.attempt,
    tell.state,
    JSON.stringify(tell.values),
    tell.fromMeasurements,
    tell.cost,
    tell.reason,
    tell.metadata === null ? null : JSON.stringify(tell.metadata),
    tell.resultHash,
  ];
}

/** The columns of `tell_trials`, after the workspace: one array each, an element per call. */
export function tellColumns(calls: readonly TellCall[]): readonly (readonly unknown[])[] {
  const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  return [
    calls.map(({ projectId }) => projectId),
    calls.map(({ trialId }) => trialId),
    calls.map(({ attempt }) => attempt),
    calls.map(({ state }) => state),
    calls.map(({ values }) => JSON.stringify(values)),
    calls.map(({ cost }) => cost),
    calls.map(({ reason }) => reason),
    calls.map(({ metadata }) => json(metadata)),
    calls.map(({ resultHash }) => resultHash),
  ];
}

/** Values the server must look for among the measurements are looked for one trial at a time; a checkpoint is stored alone. */
export const fitsTogether = ({ fromMeasurements, checkpoint }: TellCall): boolean =>
  fromMeasurements === null && checkpoint === null;

/** What `tell_trial` would have answered: a result that is new is stored as it was told. */
export function toldAsGiven({ state, values }: TellCall, studyId: string): TellOutcome {
  const told = values.map(({ metric, ...row }) => [metric, row] as const);
  return { kind: "told", state, study_id: studyId, values: Object.fromEntries(told) };
}
