import { ENGINE_VERSION } from "@/lib/engine/engine";
import type { EngineView, Exhaustion, OpenTrial } from "@/server/db/sql/producer-functions";
import { newId } from "@/server/kernel/ids";
import type { EngineAnswer } from "./engine-call";
import type { StudyView } from "./study-memory";

interface Asked {
  readonly view: EngineView;
  readonly answer: EngineAnswer | null;
  readonly pending: readonly Pending[];
  /** Results that the engine was told of and the history does not get from this call. */
  readonly beyond?: StudyView["added"];
}

type Pending = Pick<OpenTrial, "number" | "state" | "assignments" | "generation" | "space_revision">;

/** What it takes, with the rows, to compute the same bytes again. */
export function toCallRecord({ view, answer, pending, beyond = [] }: Asked) {
  const message = answer?.message;
  return {
    id: newId(),
    engine_version: ENGINE_VERSION,
    // Assignments are frozen at the first hand-out: what lies on the shelf may be rewritten, and what somebody enqueued may get
    // the defaults of parameters that come.
    pending: pending.map(({ number, state, assignments, generation, space_revision }) =>
      state === "queued" ? { number, assignments, ...(generation !== null && { generation }), space_revision } : number,
    ),
    took_ms: answer?.tookMs ?? 0,
    numbers: message?.numbers ?? [],
    outputs: answer?.reply.suggestions ?? [],
    tier: answer?.tier ?? "none",
    runtime: answer?.runtime ?? null,
    request: message && {
      sampler: message.sampler,
      ...(message.effort && { effort: message.effort }),
      objectives: view.objectives,
      outcome_constraints: view.outcome_constraints,
      max_trials: view.max_trials,
      ...(beyond.length > 0 && {
        beyond: beyond.map(({ trial_id, kind, version }) => ({ trial_id, kind, version })),
      }),
      sources: (message.problem.sources ?? []).length > 0,
      ...(view.rungs && {
        schedule_seq: view.rungs.seq,
        paused: pending.flatMap(({ number, state }) => (state === "paused" ? [number] : [])),
      }),
      // Of how many of the history's entries; null where all that was told was fitted in the call.
      fit: message.fits === undefined ? null : { known: message.fits.known },
    },
  };
}

/** For good: the same request would find nothing again. */
export function exhaustion({ exhausted, diagnostics }: EngineAnswer["reply"]): Exhaustion | null {
  if (!exhausted) return null;
  return diagnostics.every(({ code }) => code === "space_used_up") ? "grid_exhausted" : "no_point_found";
}
