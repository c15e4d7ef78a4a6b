import { AshaOptions } from "@/lib/engine/scheduler/asha/definition";
import { hyperbandRound } from "@/lib/engine/scheduler/hyperband/brackets";
import { HyperbandOptions } from "@/lib/engine/scheduler/hyperband/definition";
import { PashaOptions } from "@/lib/engine/scheduler/pasha/definition";
import { SuccessiveHalvingOptions } from "@/lib/engine/scheduler/successive-halving/definition";
import { halvingPlan } from "@/lib/engine/scheduler/successive-halving/halving-plan";
import { type BracketPlan, fitPlan } from "@/lib/engine/scheduler/synchronous-brackets";
import type { StudySchedule } from "./study-schedule";

interface Place {
  readonly bracket: number;
  readonly rung: number;
  /** How many have a result there. */
  readonly reached: number;
}

/** How many of a rung may move on: by plan, or one of eta of those that came so far; null where schedulers count nobody. */
export function rungQuotas(schedule: StudySchedule, maxTrials: number): (place: Place) => number | null {
  const { options, study } = schedule.of(maxTrials).setting;
  const ofRound =
    (round: readonly BracketPlan[]) =>
    ({ bracket, rung }: Place): number | null =>
      fitPlan(round, bracket, study.trials)[rung + 1]?.size ?? null;
  const oneOf =
    (eta: number) =>
    ({ reached }: Place): number =>
      Math.floor(reached / eta);
  const { min, max } = study.resource;
  switch (schedule.setting.name) {
    case "hyperband":
      return ofRound(hyperbandRound({ min, max: max ?? min, ...HyperbandOptions.parse(options) }));
    case "successive-halving":
      return ofRound([halvingPlan(SuccessiveHalvingOptions.parse(options), study)]);
    case "asha":
      return oneOf(AshaOptions.parse(options).eta);
    case "pasha":
      return oneOf(PashaOptions.parse(options).eta);
    default:
      return () => null;
  }
}
