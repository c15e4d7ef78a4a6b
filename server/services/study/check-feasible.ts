import type { Objective } from "@/lib/contract/study";
import type { Space } from "@/lib/engine/space/space";
import { suggestInThread } from "@/server/engine-host/pool";
import { AppError } from "@/server/kernel/app-error";

/** Far fewer than a suggestion may take: a study is refused at once, while its creation is open in the database. */
const TRIES = 20_000;

interface Feasibility {
  readonly space: Space;
  readonly objectives: readonly Objective[];
  /** As stored: its name, and its options beside it. */
  readonly sampler: { readonly name: string } & Readonly<Record<string, unknown>>;
}

/** Refuses a study whose sampler finds no point that obeys the constraints, with the sampler's own words. */
export async function checkFeasible({ space, objectives, sampler }: Feasibility): Promise<void> {
  if (space.constraints.length === 0) return;
  const { name, ...options } = sampler;
  const { suggestions, diagnostics } = await suggestInThread({
    problem: { space, objectives, seed: "0" },
    sampler: { name, options },
    history: [],
    pending: [],
    numbers: [0],
    effort: { tries: TRIES },
  });
  if (suggestions.length > 0) return;
  const detail = diagnostics[0]?.detail ?? "No point obeys the constraints; relax one of them.";
  throw new AppError("invalid_search_space", `The search space is not usable: ${detail} (/constraints)`, {
    errors: [{ pointer: "/constraints", code: "infeasible_space", detail }],
  });
}
