import type { TellCall, TellOutcome } from "./hot-path";

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

/** Values the server must look for among the measurements are looked for one trial at a time. */
export const fitsTogether = ({ fromMeasurements }: TellCall): boolean => fromMeasurements === null;

/** What `tell_trial` would have answered: a result that is new is stored as it was told. */
export function toldAsGiven({ state, values }: TellCall, studyId: string): TellOutcome {
  const told = values.map(({ metric, ...row }) => [metric, row] as const);
  return { kind: "told", state, study_id: studyId, values: Object.fromEntries(told) };
}
