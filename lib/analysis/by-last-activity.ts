import type { StudySummary } from "../contract/study-summary";

type Moving = Pick<StudySummary, "last_activity_at" | "created_at">;

/** Where something happened last comes first; a study nobody has asked yet stands where it was created. */
export function byLastActivity<Study extends Moving>(studies: readonly Study[]): readonly Study[] {
  const lastMs = ({ last_activity_at, created_at }: Study) => Date.parse(last_activity_at ?? created_at);
  return studies.toSorted((one, other) => lastMs(other) - lastMs(one));
}
