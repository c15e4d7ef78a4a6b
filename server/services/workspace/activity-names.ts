import type { WorkspaceDb } from "@/server/db/workspace-db";
import type { ActivityRow } from "./activity-mapper";

/** What the ids in a list of deeds are called now; an id that is in none of them is gone. */
export interface ActivityNames {
  readonly studies: ReadonlyMap<string, { readonly name: string; readonly projectId: string }>;
  readonly projects: ReadonlyMap<string, string>;
  readonly people: ReadonlyMap<string, string>;
  readonly apiKeys: ReadonlyMap<string, string>;
  /** The study that a share link shows, or that a trial is of. */
  readonly studyOf: ReadonlyMap<string, string>;
}

/** Looks up the names of all rows together: six statements, however many rows there are. */
export async function namesIn(db: WorkspaceDb, rows: readonly ActivityRow[]): Promise<ActivityNames> {
  const targets = (noun: string) => rows.flatMap((row) => (row.action.startsWith(`${noun}.`) ? [row.targetId] : []));
  const actors = (kind: string) => rows.flatMap((row) => (row.actorKind === kind ? [row.actorId] : []));
  const [links, trials, projects, people, apiKeys] = await Promise.all([
    db.shareLink.findMany({ where: { id: { in: targets("share") } }, select: { id: true, studyId: true } }),
    db.trial.findMany({ where: { id: { in: targets("trial") } }, select: { id: true, studyId: true } }),
    db.project.findMany({ where: { id: { in: targets("project") } }, select: { id: true, name: true } }),
    namesOfPeople(db, [...targets("member"), ...actors("person")]),
    namesOfApiKeys(db, [...targets("api-key"), ...actors("api_key")]),
  ]);
  const studies = await db.study.findMany({
    where: { id: { in: [...targets("study"), ...[...links, ...trials].map(({ studyId }) => studyId)] } },
    select: { id: true, name: true, projectId: true },
  });
  return {
    studies: new Map(studies.map((study) => [study.id, study])),
    projects: new Map(projects.map(({ id, name }) => [id, name])),
    people,
    apiKeys,
    studyOf: new Map([...links, ...trials].map(({ id, studyId }) => [id, studyId])),
  };
}

/** Of those who are members still. */
export async function namesOfPeople(
  db: Pick<WorkspaceDb, "membership">,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const members = await db.membership.findMany({
    where: { personId: { in: [...ids] } },
    select: { personId: true, person: { select: { name: true } } },
  });
  return new Map(members.map(({ personId, person }) => [personId, person.name]));
}

export async function namesOfApiKeys(
  db: Pick<WorkspaceDb, "apiKey">,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const keys = await db.apiKey.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } });
  return new Map(keys.map(({ id, name }) => [id, name]));
}
