import { performance } from "node:perf_hooks";
import { ENGINE_VERSION } from "@/lib/engine/engine";
import { findDefinition } from "@/lib/engine/sampler/catalog";
import { pools } from "@/server/db/pools";
import {
  type EngineSnapshot,
  type Exhaustion,
  type ProducerFunctions,
  producerFunctions,
  type StudyAddress,
} from "@/server/db/sql/producer-functions";
import { newId } from "@/server/kernel/ids";
import { processSingleton } from "@/server/kernel/process";
import { logger } from "@/server/kernel/process-logger";
import { dropEngineLease, holdEngineLease } from "./engine-lease";
import { type Batches, noBatches, type Order, orderFrom } from "./shared-batches";
import { toSuggestMessage } from "./snapshot";
import { sourcesOf } from "./sources";
import { type SuggestOutcome, suggestOrFallBack } from "./suggest-or-fall-back";

/** What one engine call makes at most, for all asks that wait. */
const BATCH_MAX = 64;
const TRIES_MAX = 4;

const batches = (): Batches => processSingleton("producer", noBatches);

/**
 * Makes suggestions for a study and puts them on its shelf as unsold trials. Asks that come while a call runs share the
 * next one, as a joint batch. Done when the shelf may have what was wanted; whoever asked claims again then.
 */
export function produceSuggestions(study: StudyAddress, count: number): Order {
  return orderFrom(batches(), {
    key: study.studyId,
    count,
    make: (wanted) => produce(study, Math.min(wanted, BATCH_MAX)),
  });
}

async function produce(study: StudyAddress, wanted: number): Promise<void> {
  const functions = producerFunctions(pools().hot, study);
  let tellAll = false;
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    const fence = await holdEngineLease(functions, study);
    if (fence === null) return pause(); // another replica is at it
    const outcome = await mintOnce(functions, { study, fence, wanted, tellAll });
    if (outcome === "done") return;
    if (outcome === "fenced") dropEngineLease(study);
    // The suggestion repeats a trial that the engine was not told of, or somebody enqueued meanwhile.
    tellAll = tellAll || outcome === "duplicate";
  }
  logger().warn("suggestions went out of date faster than they were made", { study_id: study.studyId });
}

interface MintRound {
  readonly study: StudyAddress;
  readonly fence: number;
  readonly wanted: number;
  readonly tellAll: boolean;
}

async function mintOnce(
  functions: ProducerFunctions,
  { study, fence, wanted, tellAll }: MintRound,
): Promise<"done" | "duplicate" | "outdated" | "fenced"> {
  const head = await functions.snapshot(null);
  if (head === null || head.state !== "active" || head.room <= 0 || head.exhausted) return "done";
  const snapshot = tellAll || needsTrials(head) ? await functions.snapshot(0) : head;
  if (snapshot === null) return "done";
  const count = Math.min(wanted, Math.max(snapshot.room, 1));
  const numbers = Array.from({ length: count }, (_, index) => snapshot.next_number + index);
  const started = performance.now();
  const sources = needsTrials(head) ? await sourcesOf(functions, study) : [];
  const reply = await suggestOrFallBack(toSuggestMessage(snapshot, { numbers, sources }));
  if (reply === null) return "done";
  if (reply.diagnostics.length > 0)
    logger().info("the sampler has something to say", { ...study, diagnostics: reply.diagnostics });
  const outcome = await functions.mint({
    fence,
    firstNumber: snapshot.next_number,
    spaceRevision: snapshot.space_revision,
    trials: reply.suggestions.map(({ assignments, fingerprint, origin }) => ({
      id: newId(),
      assignments,
      fingerprint,
      origin,
    })),
    exhausted: exhaustion(reply),
    call: {
      id: newId(),
      engine_version: ENGINE_VERSION,
      basis_seq: snapshot.trials.length,
      pending: snapshot.trials
        .filter((trial) => trial.state === "running" || trial.state === "queued")
        .map((trial) => trial.number),
      took_ms: performance.now() - started,
    },
  });
  return outcome.kind === "minted" || outcome.kind === "closed" ? "done" : outcome.kind;
}

/** A sampler that only avoids repeats is told of the trials once it did repeat one. */
function needsTrials({ sampler }: EngineSnapshot): boolean {
  return findDefinition(sampler.name)?.capabilities.usesHistory !== "taken";
}

/** For good: the same request would find nothing again. */
function exhaustion({ exhausted, diagnostics }: SuggestOutcome): Exhaustion | null {
  if (!exhausted) return null;
  return diagnostics.every(({ code }) => code === "space_used_up") ? "grid_exhausted" : "no_point_found";
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));
