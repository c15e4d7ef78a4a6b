import type { Source } from "@/lib/engine/problem";
import type { ProducerFunctions, StudyAddress } from "@/server/db/sql/producer-functions";
import { processSingleton } from "@/server/kernel/process";

/** Studies whose sources are kept, most of them none. */
const STUDIES_MAX = 256;

/** The one asked for last at the end. */
const known = () => processSingleton("engine-sources", () => new Map<string, readonly Source[]>());

/** What a study learns from others, read once: it is fixed when the study is made. */
export async function sourcesOf(
  functions: Pick<ProducerFunctions, "sources">,
  { workspaceId, studyId }: StudyAddress,
): Promise<readonly Source[]> {
  const address = `${workspaceId}/${studyId}`;
  const sources = known().get(address) ?? (await functions.sources());
  known().delete(address);
  known().set(address, sources);
  for (const oldest of known().keys()) {
    if (known().size <= STUDIES_MAX) break;
    known().delete(oldest);
  }
  return sources;
}
