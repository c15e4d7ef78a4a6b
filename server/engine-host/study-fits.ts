/**
 * Hyperparameters of studies, fitted beside their suggestions: no ask waits for a refit. A suggestion goes by those that are
 * there, and its call says of how many results they are; new ones take over once they are fitted. They are a cache: what a
 * process does not have it fits again, from rows.
 */
import { type Fits, isFitDue, lastBeside } from "@/lib/engine/fits";
import type { SuggestMessage } from "@/lib/engine/messages";
import { findDefinition } from "@/lib/engine/sampler/catalog";
import type { EngineView, StudyAddress } from "@/server/db/sql/producer-functions";
import { processSingleton } from "@/server/kernel/process";
import { logger } from "@/server/kernel/process-logger";
import { fitInThread, isEngineOpen } from "./pool";

/** Studies whose fits are kept: some kilobytes each. */
const STUDIES_MAX = 256;

interface Kept {
  /** The sampler, and the search space that they are of. */
  readonly of: string;
  readonly fits: Fits;
  /** Whether others are being fitted. */
  fitting: boolean;
  /** Of how many results that was tried last. */
  triedAt: number;
}

/** The one used last at the end. */
const known = () => processSingleton("engine-fits", () => new Map<string, Kept>());

type Seen = Pick<EngineView, "space_revision" | "reproducible">;

interface Question {
  readonly view: Seen;
  readonly message: SuggestMessage;
}

/**
 * What a call goes by; null where each suggestion has fits of its own: while results are few, where rungs are learnt from, and
 * in studies that are to be played the same way again, in which nothing may depend on how long a fit takes. A process that has
 * none yet fits them first.
 */
export async function fitsFor(study: StudyAddress, { view, message }: Question): Promise<Fits | null> {
  const isBeside = findDefinition(message.sampler.name)?.capabilities.fits === true && message.rungs === undefined;
  if (!isBeside || view.reproducible || !lastBeside(message.history)) return null;
  return keptOf(study, { view, message })?.fits ?? fitInThread(message, { lane: "main" });
}

/** After the call's history is stored in the order in which the engine was told it; before, that order is not certain. */
export function keepFits(study: StudyAddress, { view, message }: Question, fits: Fits): void {
  const kept =
    keptOf(study, { view, message }) ?? keep(study, { of: ofWhat(view, message), fits, fitting: false, triedAt: 0 });
  const tried = Math.max(kept.triedAt, kept.fits.known);
  if (kept.fitting || !isFitDue(message.history, tried)) return;
  kept.fitting = true;
  kept.triedAt = message.history.length;
  const { fits: _former, ...asked } = message;
  void refit(study, kept, asked);
}

async function refit(study: StudyAddress, former: Kept, message: SuggestMessage): Promise<void> {
  try {
    const fits = await fitInThread(message);
    if (known().get(keyOf(study)) === former) keep(study, { ...former, fits, fitting: false });
  } catch (error) {
    // The former ones serve on, and it is tried again when there are a tenth more results.
    former.fitting = false;
    if (isEngineOpen()) logger().warn("hyperparameters could not be fitted anew", { ...study, error });
  }
}

function keptOf(study: StudyAddress, { view, message }: Question): Kept | null {
  const kept = known().get(keyOf(study));
  const isOfThis = kept?.of === ofWhat(view, message) && kept.fits.known <= message.history.length;
  return kept !== undefined && isOfThis ? kept : null;
}

function keep(study: StudyAddress, kept: Kept): Kept {
  known().delete(keyOf(study));
  known().set(keyOf(study), kept);
  for (const oldest of known().keys()) {
    if (known().size <= STUDIES_MAX) break;
    known().delete(oldest);
  }
  return kept;
}

const keyOf = ({ workspaceId, studyId }: StudyAddress): string => `${workspaceId}/${studyId}`;

const ofWhat = ({ space_revision }: Seen, { sampler }: SuggestMessage): string =>
  JSON.stringify([sampler, space_revision]);
