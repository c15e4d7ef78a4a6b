import { parseSpace } from "@/lib/engine/space/parse-space";
import type { Space } from "@/lib/engine/space/space";
import type { ProducerFunctions, StudyAddress } from "@/server/db/sql/producer-functions";
import { processSingleton } from "@/server/kernel/process";

/** Studies whose spaces are kept, of those whose space ever changed. */
const STUDIES_MAX = 256;

/** The one asked for last at the end. */
const known = () => processSingleton("engine-spaces", () => new Map<string, readonly Space[]>());

/** One space: nothing to carry over. */
const NONE: readonly Space[] = [];

/**
 * Every space of a study up to a revision, that of revision n at n - 1; none for the first. Read again only when there is
 * a new one: a revision never changes.
 */
export async function spacesOf(
  functions: Pick<ProducerFunctions, "spaces">,
  { workspaceId, studyId }: StudyAddress,
  revision: number,
): Promise<readonly Space[]> {
  if (revision === 1) return NONE;
  const address = `${workspaceId}/${studyId}`;
  const kept = known().get(address) ?? NONE;
  const spaces = kept.length >= revision ? kept : (await functions.spaces()).map(storedSpace);
  known().delete(address);
  known().set(address, spaces);
  for (const oldest of known().keys()) {
    if (known().size <= STUDIES_MAX) break;
    known().delete(oldest);
  }
  return spaces.slice(0, revision);
}

export function storedSpace(row: { readonly search_space: unknown; readonly constraints: unknown }): Space {
  const parsed = parseSpace(row.search_space, row.constraints);
  if ("space" in parsed) return parsed.space;
  throw new Error(`A stored search space no longer parses: ${parsed.issues[0]?.detail}`);
}
