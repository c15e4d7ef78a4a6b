import { pools } from "@/server/db/pools";
import {
  type MintOutcome,
  type ProducerFunctions,
  producerFunctions,
  type StudyAddress,
} from "@/server/db/sql/producer-functions";
import { newId } from "@/server/kernel/ids";
import { processSingleton } from "@/server/kernel/process";
import { logger } from "@/server/kernel/process-logger";
import { exhaustion, toCallRecord } from "./call-record";
import { callTier, type EngineAnswer } from "./engine-call";
import { substitutesOf, type Tier, usesOf } from "./engine-tiers";
import { followRepeats } from "./follow-repeats";
import { lookAtStudy, type Seen } from "./look-at-study";
import { BATCH_MAX } from "./plan-round";
import { type Batches, noBatches, type Order, orderFrom } from "./shared-batches";
import { toPendingTrial, toSuggestMessage } from "./snapshot";
import { sourcesOf } from "./sources";

/** A substitute that takes longer is none. */
const SUBSTITUTE_MS = 2_000;

const batches = (): Batches => processSingleton("late-suggestions", noBatches);

/**
 * For asks that can wait no longer and found the shelf empty: suggestions of a quicker sampler, on a thread kept for that.
 * Nothing, where nobody may step in. Needs no lease, so it works on any replica: it leaves the history as it is. What
 * it was told beyond that is noted with the call, in no order that counts: substitutes learn from sets of results.
 */
export function orderLateSuggestions(study: StudyAddress, count: number): Order {
  return orderFrom(batches(), {
    key: study.studyId,
    count,
    make: (wanted) => makeLate(study, Math.min(wanted, BATCH_MAX)),
  });
}

async function makeLate(study: StudyAddress, wanted: number): Promise<void> {
  const functions = producerFunctions(pools().engine, study);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const outcome = await makeOnce(functions, study, { wanted, avoidRepeats: attempt > 0 });
    if (outcome !== "duplicate") return;
  }
}

async function makeOnce(
  functions: ProducerFunctions,
  study: StudyAddress,
  { wanted, avoidRepeats }: { readonly wanted: number; readonly avoidRepeats: boolean },
): Promise<MintOutcome["kind"] | "nothing"> {
  const repeats = await followRepeats({ study, functions }, { fence: null, wanted, ahead: false });
  if (repeats === "fenced" || repeats?.wanted === 0) return "nothing";
  const seen = await lookAtStudy(functions, study, avoidRepeats);
  if (seen === null || seen.view.state !== "active" || seen.view.exhausted) return "nothing";
  const { view, after } = seen;
  const count = repeats === null ? Math.min(wanted, view.room) : Math.min(repeats.wanted, repeats.room, view.room);
  if (count <= 0) return "nothing";
  const answer = await answerOf(functions, study, { seen, count });
  if (answer === null) return "nothing";
  const outcome = await functions.mint({
    fence: null,
    firstNumber: view.next_number,
    spaceRevision: view.space_revision,
    trials: answer.suggestions.map(({ assignments, fingerprint, origin }) => ({
      id: newId(),
      assignments,
      fingerprint,
      origin,
    })),
    exhausted: exhaustion(answer.reply),
    call: {
      ...toCallRecord({ view, answer, pending: seen.told ? view.open : [], beyond: seen.added }),
      basis_seq: after,
      // As the study's own: what no result changes does not go stale, or it would lie there as fresh and be nobody's.
      basis: usesOf(view.sampler.name) === "values" ? view.results : null,
      moves: true,
    },
  });
  return outcome.kind;
}

async function answerOf(
  functions: ProducerFunctions,
  study: StudyAddress,
  { seen, count }: { readonly seen: Seen; readonly count: number },
): Promise<EngineAnswer | null> {
  const { view, history, spaces } = seen;
  const tiers: readonly Tier[] = substitutesOf(view.sampler.name);
  const message = toSuggestMessage(view, {
    numbers: Array.from({ length: count }, (_, index) => view.next_number + index),
    history,
    pending: seen.told ? view.open.map((trial) => toPendingTrial(trial, spaces)) : [],
    sources: tiers.length === 0 || !seen.told ? [] : await sourcesOf(functions, study),
  });
  for (const tier of tiers) {
    try {
      return await callTier(message, { tier, lane: "quick", timeoutMs: SUBSTITUTE_MS, because: "engine_late" });
    } catch (error) {
      logger().warn("a substitute was not there in time either", { ...study, tier: tier.name, error });
    }
  }
  return null;
}
