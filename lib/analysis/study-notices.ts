import type { Study } from "../contract/study";
import { countOf } from "../format/count";

type Noticed = Pick<Study, "state" | "sampler" | "sampler_degraded" | "resume_waiting">;

/** What keeps a study from its best, and what somebody can do about it; nothing of one that is over. */
export function studyNotices({ state, sampler, sampler_degraded, resume_waiting }: Noticed): readonly string[] {
  if (state !== "active" && state !== "paused") return [];
  const again = state === "paused" ? "Resume the study" : "Pause and resume the study";
  return [
    ...(sampler_degraded
      ? [
          `The sampler ${sampler.name} failed three times in a row and is not asked: evenly spread points step in. ${again} to have it asked again.`,
        ]
      : []),
    ...(resume_waiting > 0 ? [describeUnresumed(resume_waiting)] : []),
  ];
}

/** Trials whose checkpoints nobody who comes can go on from. */
function describeUnresumed(count: number): string {
  const [wait, them] =
    count === 1 ? ["waits to go on from its checkpoint", "it"] : ["wait to go on from their checkpoints", "them"];
  return `${countOf(count, "trial")} ${wait}, and the workers that come cannot. Start one that can, or stop ${them}.`;
}
