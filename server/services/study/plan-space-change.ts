/** What a changed search space would do to a study: the new space, checked, and what becomes of trials that wait. */
import { z } from "zod";
import { REVISIONS_MAX, waitingMax } from "@/lib/contract/space-revision";
import { Objective } from "@/lib/contract/study";
import { isExternal } from "@/lib/domain/external-sampler";
import { adoptAssignments } from "@/lib/engine/space/adopt-assignments";
import { fingerprintActive } from "@/lib/engine/space/fingerprint";
import type { Assignments, Space } from "@/lib/engine/space/space";
import { compareSpaces, type SpaceComparison } from "@/lib/engine/space/space-change";
import type { WorkspaceDb } from "@/server/db/workspace-db";
import { AppError } from "@/server/kernel/app-error";
import { inSlices } from "@/server/kernel/in-slices";
import { refuseSampler } from "./check-sampler";
import { checkSpace } from "./check-space";
import { type MovedGroups, sortGroups } from "./groups-outside";
import { readSpaces, spacesSince } from "./space-chain";
import { type StudyRow, toSamplerSetting } from "./study-mapper";

export interface WantedSpace {
  readonly search_space?: unknown;
  readonly constraints?: unknown;
}

export interface WaitingTrial {
  readonly id: string;
  readonly number: number;
}

/** A trial that waits and gets the defaults of new parameters. */
export interface Refit extends WaitingTrial {
  readonly assignments: Assignments;
  readonly fingerprint: string;
}

export interface SpacePlan {
  readonly revision: number;
  /** As it is stored. */
  readonly document: { readonly searchSpace: unknown; readonly constraints: unknown };
  readonly fingerprint: string;
  /** Every space of the study, the new one last. */
  readonly spaces: readonly Space[];
  readonly comparison: SpaceComparison;
  /** By number. */
  readonly cancelled: readonly WaitingTrial[];
  readonly refits: readonly Refit[];
  readonly groups: MovedGroups;
  /** There may be points to try that there were not before: the sampler is asked again. */
  readonly offersMore: boolean;
  /** It had finished because its space was used up, and there is more now. */
  readonly reopens: boolean;
}

type Db = Pick<WorkspaceDb, "spaceRevision" | "trial" | "repeatableGroups">;

/** Null when the space is what it was. Refuses what cannot be, by name. To be decided while nothing can be handed out. */
export async function planSpaceChange(db: Db, row: StudyRow, wanted: WantedSpace): Promise<SpacePlan | null> {
  const [present] = row.spaceRevisions;
  if (present === undefined) throw new Error("A study has no search space");
  refuseOpenSpace(row);
  const document = {
    searchSpace: wanted.search_space ?? present.searchSpace,
    constraints: wanted.constraints ?? present.constraints,
  };
  const { space, fingerprint } = checkSpace(document.searchSpace, document.constraints);
  const before = await readSpaces(db, row.id);
  const comparison = compareSpaces(before.at(-1) ?? space, space);
  refuseChange(comparison);
  if (comparison.changes.length === 0) return null;
  refuseStudy(row, space);
  const spaces = [...before, space];
  const offersMore = comparison.grows || movesLevels(row, space, comparison);
  const reopens =
    offersMore &&
    row.state === "finished" &&
    (row.stateReason === "grid_exhausted" || row.stateReason === "no_point_found");
  return {
    revision: row.spaceRevision + 1,
    document,
    fingerprint,
    spaces,
    comparison,
    ...(await sortWaiting(db, row, spaces)),
    groups: await sortGroups(db, row.id, spaces),
    offersMore,
    reopens,
  };
}

/** Whether a grid has other levels of a number: they are spread over its range, so that a part of it has levels of its own. */
function movesLevels(row: StudyRow, space: Space, { changes }: SpaceComparison): boolean {
  if (toSamplerSetting(row).name !== "grid") return false;
  const numbers = new Set(
    space.parameters.flatMap(({ name, type }) => (type === "float" || type === "int" ? [name] : [])),
  );
  return changes.some(({ parameter }) => parameter !== null && numbers.has(parameter));
}

function refuseChange({ refusals }: SpaceComparison): void {
  const [first] = refusals;
  if (first === undefined) return;
  const errors = refusals.slice(0, 50).map((refusal) => ({ ...refusal, pointer: `/search_space${refusal.pointer}` }));
  // Another type is a matter of what the study holds; what is missing can be added.
  const code = refusals.some((refusal) => refusal.code === "type_changed") ? "state_conflict" : "invalid_search_space";
  throw new AppError(code, `The search space cannot change like this: ${first.detail}`, { errors });
}

export function refuseOpenSpace(row: StudyRow): void {
  if (isExternal(toSamplerSetting(row)))
    throw conflict("The study's sampler is external: its trials bring the parameters of its search space.");
}

const POPULATIONS: readonly string[] = ["pbt", "pb2"];

function refuseStudy(row: StudyRow, space: Space): void {
  if (row.state === "stopped") throw conflict("The study was stopped for good. Clone it and change the clone.");
  if (row.spaceRevision >= REVISIONS_MAX) {
    throw conflict(`The search space was changed ${REVISIONS_MAX - 1} times already. Clone the study.`);
  }
  const scheduler = z.object({ name: z.string() }).nullable().parse(row.scheduler)?.name ?? "";
  if (POPULATIONS.includes(scheduler)) {
    throw conflict(
      `The scheduler ${scheduler} makes assignments itself, of the space that its population began with. Clone the study and change the clone.`,
    );
  }
  const sampler = toSamplerSetting(row);
  const unfit = refuseSampler(sampler, { space, objectives: z.array(Objective).parse(row.objectives) });
  if (unfit !== null) throw conflict(`The study's sampler, ${sampler.name}, cannot serve this space: ${unfit}`);
}

function conflict(detail: string): AppError {
  return new AppError("state_conflict", detail, {
    errors: [{ pointer: "/search_space", code: "space_change_refused", detail }],
  });
}

/** Of the trials that people enqueued and nobody was given: which no longer fit, and which get new parameters' defaults. */
async function sortWaiting(
  db: Db,
  { id: studyId, repeats }: StudyRow,
  spaces: readonly Space[],
): Promise<Pick<SpacePlan, "cancelled" | "refits">> {
  const parameters = spaces.at(-1)?.parameters.length ?? 0;
  const most = waitingMax(parameters);
  const waiting = await db.trial.findMany({
    where: { studyId, state: "queued", attempt: 0, source: { not: "engine" } },
    orderBy: { number: "asc" },
    take: most + 1,
    select: {
      id: true,
      number: true,
      source: true,
      repeatGroup: true,
      repeatIndex: true,
      assignments: true,
      spaceRevision: true,
    },
  });
  if (waiting.length > most) {
    const detail = `More than ${most} enqueued trials wait, the most that a space of ${parameters} parameters may have while it changes.`;
    throw conflict(`${detail} Let them run, or clone the study.`);
  }
  const cancelled: WaitingTrial[] = [];
  const refits: WantedRefit[] = [];
  await inSlices(waiting, ({ id, number, source, repeatGroup, repeatIndex, assignments: own, spaceRevision }) => {
    // Stored assignments passed the contract.
    const { assignments, fit } = adoptAssignments(spacesSince(spaces, spaceRevision), own as Assignments);
    if (fit === "outside" || fit === "elsewhere") cancelled.push({ id, number });
    // Repeats of an assignment stay what they are: they belong together.
    else if (fit === "filled" && (source === "enqueue" || source === "ask"))
      refits.push({ id, number, repeatGroup, repeatIndex, assignments, fingerprint: fingerprintActive(assignments) });
  });
  const free = await withoutTwins(db, studyId, refits);
  return { cancelled, refits: repeats === null ? free : await wholeGroups(db, studyId, free) };
}

interface WantedRefit extends Refit {
  readonly repeatGroup: string | null;
  readonly repeatIndex: number;
}

/** One that would be a trial that is there already stays as it was asked for: as a point it is the same. */
async function withoutTwins(db: Db, studyId: string, refits: readonly WantedRefit[]): Promise<readonly WantedRefit[]> {
  if (refits.length === 0) return [];
  const there = await db.trial.findMany({
    where: { studyId, fingerprint: { in: refits.map(({ fingerprint }) => fingerprint) } },
    select: { fingerprint: true, repeatIndex: true },
  });
  const keyOf = (trial: { readonly fingerprint: string; readonly repeatIndex: number }): string =>
    `${trial.fingerprint} ${trial.repeatIndex}`;
  const taken = new Set(there.map(keyOf));
  return refits.filter((refit) => !taken.has(keyOf(refit)) && taken.add(keyOf(refit)));
}

/** A group has one assignments, and those are of no other group: all that is in one gets the defaults, or nothing. */
async function wholeGroups(db: Db, studyId: string, refits: readonly WantedRefit[]): Promise<readonly WantedRefit[]> {
  if (refits.length === 0) return [];
  const groups = [...new Set(refits.flatMap(({ repeatGroup }) => repeatGroup ?? []))];
  const stay = { id: { notIn: refits.map(({ id }) => id) }, repeatGroup: { in: groups } };
  const held = { fingerprint: { in: refits.map(({ fingerprint }) => fingerprint) } };
  const found = await db.trial.findMany({
    where: { studyId, OR: [stay, held] },
    select: { repeatGroup: true, fingerprint: true },
  });
  const begun = new Set(found.map(({ repeatGroup }) => repeatGroup));
  const groupOf = new Map<string, string | null>(found.map(({ fingerprint }) => [fingerprint, null]));
  return refits.filter(({ repeatGroup, fingerprint }) => {
    if (!groupOf.has(fingerprint)) groupOf.set(fingerprint, repeatGroup);
    return !begun.has(repeatGroup) && groupOf.get(fingerprint) === repeatGroup;
  });
}
