interface TrialOrder {
  readonly studyId: string;
  readonly filter?: string;
  readonly sort?: string;
}

export const FIRST_SORT = "-number";

/** Which trials the table shows, in which order, as the API is asked for it; the server prepares the first with the very same. */
export function trialOrderInput({ studyId, filter = "", sort = FIRST_SORT }: TrialOrder) {
  return { study_id: studyId, filter, sort };
}
