import type { ProducerFunctions, StudyAddress } from "@/server/db/sql/producer-functions";
import { processSingleton } from "@/server/kernel/process";
import { usesOf } from "./engine-tiers";
import { type StudyView, viewStudy } from "./study-memory";

const STUDIES_MAX = 10_000;

/** `told`: whether the engine hears of trials. Who only avoids repeats is told of them once it did repeat one. */
export interface Seen extends StudyView {
  readonly told: boolean;
}

/** What a call of the study's engine goes by, read with its trials only where the sampler has a use for them. */
export async function lookAtStudy(
  functions: Pick<ProducerFunctions, "view" | "spaces">,
  study: StudyAddress,
  avoidRepeats: boolean,
): Promise<Seen | null> {
  if (!avoidRepeats && !isTold().has(study.studyId)) {
    const view = await functions.view(null);
    if (view === null) return null;
    if (usesOf(view.sampler.name) === "taken")
      return { view, history: [], after: 0, added: [], spaces: [], told: false };
    if (isTold().size >= STUDIES_MAX) isTold().clear();
    isTold().add(study.studyId);
  }
  const seen = await viewStudy(functions, study);
  return seen && { ...seen, told: true };
}

/** Studies whose sampler is told of trials, as far as known: they are looked at with their trials at once. */
const isTold = () => processSingleton("engine-told", () => new Set<string>());
