import { performance } from "node:perf_hooks";
import { ENGINE_VERSION } from "@/lib/engine/engine";
import { pools } from "@/server/db/pools";
import {
  type EngineSnapshot,
  type ProducerFunctions,
  producerFunctions,
  type StudyAddress,
} from "@/server/db/sql/producer-functions";
import { newId } from "@/server/kernel/ids";
import { processSingleton } from "@/server/kernel/process";
import { logger } from "@/server/kernel/process-logger";
import { suggestInThread } from "./pool";
import { toSuggestMessage } from "./snapshot";

/** What one engine call makes at most, for all asks that wait. */
const BATCH_MAX = 64;
/** Longer than any engine call; a holder that dies is succeeded after it. */
const LEASE_SECONDS = 30;
const TRIES_MAX = 4;
/** Below this many trials the engine is always told of all of them; beyond, only samplers that need them are. */
const SMALL_STUDY = 2_000;

interface Batch {
  wanted: number;
  readonly done: Promise<void>;
}

interface ProducerState {
  /** This process, as holder of engine leases. */
  readonly holder: string;
  readonly waiting: Map<string, Batch>;
  readonly running: Map<string, Promise<void>>;
}

const state = (): ProducerState =>
  processSingleton<ProducerState>("producer", () => ({ holder: newId(), waiting: new Map(), running: new Map() }));

/**
 * Makes suggestions for a study and puts them on its shelf as unsold trials. Asks that come while a call runs share the
 * next one, as a joint batch. Resolves when the shelf may have what was wanted; whoever asked claims again then.
 */
export function produceSuggestions(study: StudyAddress, count: number): Promise<void> {
  const { waiting } = state();
  const batch = waiting.get(study.studyId) ?? openBatch(study);
  batch.wanted += count;
  return batch.done;
}

function openBatch(study: StudyAddress): Batch {
  const { waiting, running } = state();
  const before = running.get(study.studyId) ?? Promise.resolve();
  const done = before
    .catch(() => undefined) // its own askers heard of it
    .then(() => {
      waiting.delete(study.studyId);
      return produce(study, Math.min(batch.wanted, BATCH_MAX));
    })
    .finally(() => {
      if (running.get(study.studyId) === done) running.delete(study.studyId);
    });
  const batch: Batch = { wanted: 0, done };
  waiting.set(study.studyId, batch);
  running.set(study.studyId, done);
  return batch;
}

async function produce(study: StudyAddress, wanted: number): Promise<void> {
  const functions = producerFunctions(pools().hot, study);
  const lease = await functions.acquireLease(state().holder, LEASE_SECONDS);
  if (lease === null) return pause(); // another replica is at it
  let tellAll = false;
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    const outcome = await mintOnce(functions, { fence: lease.fence, wanted, tellAll });
    if (outcome === "done") return;
    // The suggestion repeats a trial that the engine was not told of, or somebody enqueued meanwhile.
    tellAll = tellAll || outcome === "duplicate";
  }
  logger().warn("suggestions went out of date faster than they were made", { study_id: study.studyId });
}

interface MintRound {
  readonly fence: number;
  readonly wanted: number;
  readonly tellAll: boolean;
}

async function mintOnce(
  functions: ProducerFunctions,
  { fence, wanted, tellAll }: MintRound,
): Promise<"done" | "duplicate" | "outdated"> {
  const head = await functions.snapshot(null);
  if (head === null || head.state !== "active" || head.room <= 0 || head.exhausted) return "done";
  const needsTrials = tellAll || head.next_number <= SMALL_STUDY || head.sampler.name === "grid";
  const snapshot = needsTrials ? await functions.snapshot(0) : head;
  if (snapshot === null) return "done";
  const count = Math.min(wanted, Math.max(snapshot.room, 1));
  const numbers = Array.from({ length: count }, (_, index) => snapshot.next_number + index);
  const started = performance.now();
  const reply = await suggestOrFallBack(snapshot, numbers);
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
    exhausted: reply.exhausted,
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
  return outcome.kind === "duplicate" || outcome.kind === "outdated" ? outcome.kind : "done";
}

/** A sampler that throws or overruns never blocks a study: random answers, and the origin says why (R17). */
async function suggestOrFallBack(snapshot: EngineSnapshot, numbers: readonly number[]) {
  const message = toSuggestMessage(snapshot, numbers);
  try {
    return await suggestInThread(message);
  } catch (error) {
    logger().error("the sampler failed; random answers in its place", { sampler: message.sampler.name, error });
    const reply = await suggestInThread({ ...message, sampler: { name: "random", options: {} } });
    const fallback = { from: message.sampler.name, reason: "engine_error" };
    return {
      ...reply,
      suggestions: reply.suggestions.map((made) => ({ ...made, origin: { ...made.origin, fallback } })),
    };
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));
