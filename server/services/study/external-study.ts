/** Studies whose sampler is external: what only they do, what they do not, and how their search space grows. */
import type { RecordedAssignments } from "@/lib/contract/record";
import { externalIssues, externalLimitIssues, isExternal } from "@/lib/domain/external-sampler";
import { type GrownSpace, growSpace } from "@/lib/domain/open-space";
import type { TransactionDb, WorkspaceDb } from "@/server/db/workspace-db";
import type { Prisma } from "@/server/generated/prisma/client";
import { AppError } from "@/server/kernel/app-error";
import { checkSpace } from "./check-space";
import { type StudyRow, toSamplerSetting } from "./study-mapper";

export function refuseOurs(wanted: Parameters<typeof externalIssues>[0]): void {
  refuse(externalIssues(wanted));
}

export function refuseOurLimits(
  row: Pick<StudyRow, "sampler">,
  limits: Parameters<typeof externalLimitIssues>[0],
): void {
  if (isExternal(toSamplerSetting(row))) refuse(externalLimitIssues(limits));
}

function refuse(issues: ReturnType<typeof externalIssues>): void {
  if (issues[0] !== undefined) throw new AppError("invalid_input", issues[0].detail, { errors: [...issues] });
}

/** Of a study whose sampler is ours: its trials come from asks. */
export function samplerIsOurs({ name }: { readonly name: string }): AppError {
  return new AppError(
    "state_conflict",
    `The study's sampler is ${name}: its trials are handed out by asks (POST /studies/{study_id}/ask), and not made by clients. For that create a study with the sampler external.`,
    { extra: { sampler: name } },
  );
}

/** Of a study whose sampler is external, what only a sampler of ours could do. */
export function samplerIsExternal(): AppError {
  return new AppError(
    "state_conflict",
    "The study's sampler is external: its client makes the trials (POST /studies/{study_id}/records) and tells their results. To have trials handed out, clone the study with a sampler of ours.",
    { extra: { sampler: "external" } },
  );
}

/** Whoever may see the study hears that nothing of ours makes its trials; what does not exist, what is called next will say. */
export async function refuseExternal(db: Pick<WorkspaceDb, "study">, studyId: string): Promise<void> {
  const study = await db.study.findFirst({ where: { id: studyId }, select: { sampler: true } });
  if (study !== null) refuseExternalSampler(study);
}

export function refuseExternalSampler(study: Pick<StudyRow, "sampler">): void {
  if (isExternal(toSamplerSetting(study))) throw samplerIsExternal();
}

interface Seen {
  readonly assignments: RecordedAssignments;
  /** Where in the request the assignments stand. */
  readonly pointer: string;
}

/** As much as a search space that comes with its study may be. */
const SPACE_LENGTH_MAX = 1_048_576;

/**
 * Makes the study's search space as wide as what its trials have been drawn from. Whoever comes second looks again at what
 * the first one wrote, so that of two incompatible distributions one is refused, whichever process it came from.
 */
export async function growStudySpace(
  db: Pick<TransactionDb, "spaceRevision">,
  studyId: string,
  trials: readonly Seen[],
): Promise<void> {
  const seen = trials.filter(({ assignments }) => Object.keys(assignments).length > 0);
  if (seen.length === 0) return;
  for (;;) {
    const row = await db.spaceRevision.findFirstOrThrow({
      where: { studyId, revision: 1 },
      select: { searchSpace: true, constraints: true, fingerprint: true },
    });
    let space: Pick<GrownSpace, "document"> & { fingerprint: string } = {
      document: row.searchSpace as Prisma.JsonObject, // as it was checked
      fingerprint: row.fingerprint,
    };
    for (const { assignments, pointer } of seen) space = grown(space, { assignments, pointer });
    if (space.fingerprint === row.fingerprint) return;
    const { document, fingerprint } = space;
    const { count } = await db.spaceRevision.updateMany({
      where: { studyId, revision: 1, fingerprint: row.fingerprint },
      data: { searchSpace: document as Prisma.InputJsonObject, fingerprint },
    });
    if (count === 1) return;
  }
}

function grown(space: Pick<GrownSpace, "document"> & { fingerprint: string }, { assignments, pointer }: Seen) {
  const { document, grew, issues } = growSpace(space.document, assignments);
  if (issues[0] !== undefined) {
    const errors = issues.map((issue) => ({ ...issue, pointer: pointer + issue.pointer }));
    throw new AppError("invalid_assignments", issues[0].detail, { errors });
  }
  if (!grew) return space;
  if (JSON.stringify(document).length > SPACE_LENGTH_MAX) {
    const detail = "What the study's trials were drawn from would be more than 1 MiB of JSON. Name fewer choices.";
    throw new AppError("invalid_assignments", detail, { errors: [{ pointer, code: "too_large", detail }] });
  }
  return { document, fingerprint: checkGrown(document, pointer).fingerprint };
}

/** What is wrong with the grown space is wrong with what was added to it. */
function checkGrown(document: unknown, pointer: string): { readonly fingerprint: string } {
  try {
    return checkSpace(document, []);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid_search_space") throw error;
    const errors = error.errors?.map((field) => ({
      ...field,
      pointer: pointer + field.pointer.replace(/^\/search_space(\/[^/]*)?/, "$1/distribution"),
    }));
    throw new AppError("invalid_assignments", error.message, { errors: errors ?? [], cause: error });
  }
}
