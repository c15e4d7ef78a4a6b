import type { WorkspaceDb } from "@/server/db/workspace-db";
import type { ActivityRow } from "./activity-mapper";

/** What the ids in a list of deeds are called now; an id that is in none of them is gone. */
export interface ActivityNames {
  readonly studies: ReadonlyMap<string, { readonly name: string; readonly projectId: string }>;
  readonly projects: ReadonlyMap<string, string>;
  readonly people: ReadonlyMap<string, string>;
  readonly apiKeys: ReadonlyMap<string, string>;
  /** The study that a share link shows. */
  readonly sharedStudies: ReadonlyMap<string, string>;
}

/** Looks up the names of all rows together: four statements, however many rows there are. */
export async function namesIn(db: WorkspaceDb, rows: readonly ActivityRow[]): Promise<ActivityNames> {
  const targets = (noun: string) => rows.flatMap((row) => (row.action.startsWith(`${noun}.`) ? [row.targetId] : []));
  const actors = (kind: string) => rows.flatMap((row) => (row.actorKind === kind ? [row.actorId] : []));
  const [links, projects, members, apiKeys] = await Promise.all([
    db.shareLink.findMany({ where: { id: { in: targets("share") } }, select: { id: true, studyId: true } }),
    db.project.findMany({ where: { id: { in: targets("project") } }, select: { id: true, name: true } }),
    db.membership.findMany({
      where: { personId: { in: [...targets("member"), ...actors("person")] } },
      select: { personId: true, person: { select: { name: true } } },
    }),
    db.apiKey.findMany({
      where: { id: { in: [...targets("api-key"), ...actors("api_key")] } },
      select: { id: true, name: true },
    }),
  ]);
  const studies = await db.study.findMany({
    where: { id: { in: [...targets("study"), ...links.map(({ studyId }) => studyId)] } },
    select: { id: true, name: true, projectId: true },
  });
  return {
    studies: new Map(studies.map((study) => [study.id, study])),
    projects: new Map(projects.map(({ id, name }) => [id, name])),
    people: new Map(members.map(({ personId, person }) => [personId, person.name])),
    apiKeys: new Map(apiKeys.map(({ id, name }) => [id, name])),
    sharedStudies: new Map(links.map(({ id, studyId }) => [id, studyId])),
  };
}
