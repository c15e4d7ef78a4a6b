import { Trial } from "@/lib/contract/trial";

/** A completed trial as the API gives it, unless told otherwise. */
export function trialOf(given: Partial<Trial> & { readonly number: number }): Trial {
  const hex = given.number.toString(16).padStart(32, "0");
  return Trial.parse({
    id: `trl_${hex}`,
    study_id: `std_${"0".repeat(32)}`,
    state: "completed",
    state_reason: null,
    assignments: {},
    values: {},
    feasible: null,
    cost: null,
    attempt: 1,
    worker_id: null,
    origin: { sampler: "random" },
    space_revision: 1,
    metadata: {},
    created_at: "2026-01-01T00:00:00Z",
    started_at: "2026-01-01T00:00:00Z",
    finished_at: "2026-01-01T00:01:00Z",
    ...given,
  });
}
