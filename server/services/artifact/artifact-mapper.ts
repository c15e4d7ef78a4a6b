import type { Artifact } from "@/lib/contract/artifact";
import { artifactKinds } from "@/lib/contract/artifact";
import type { WorkspaceDb } from "@/server/db/workspace-db";
import type { Prisma } from "@/server/generated/prisma/client";
import { toApiId } from "@/server/kernel/ids";
import { toActor } from "../workspace/activity-mapper";

export const artifactSelect = {
  id: true,
  workspaceId: true,
  studyId: true,
  trialId: true,
  attempt: true,
  kind: true,
  name: true,
  contentType: true,
  size: true,
  sha256: true,
  state: true,
  createdKind: true,
  createdBy: true,
  createdAt: true,
  expiresAt: true,
  finalizedAt: true,
  checkpoints: { select: { step: true }, orderBy: { step: "desc" }, take: 1 },
} satisfies Prisma.ArtifactSelect;

export type ArtifactRow = Prisma.ArtifactGetPayload<{ select: typeof artifactSelect }>;

/** Where its bytes are: made of ids alone. */
export function storedName({ workspaceId, studyId, trialId, id }: ArtifactRow): string {
  return [workspaceId, studyId, trialId, id].join("/");
}

export function expectedContent({ size, sha256 }: ArtifactRow) {
  return { size: Number(size), sha256: Buffer.from(sha256).toString("hex") };
}

/** With the names of who made them, looked up for all together. */
export async function toArtifacts(
  db: Pick<WorkspaceDb, "membership" | "apiKey">,
  rows: readonly ArtifactRow[],
): Promise<Artifact[]> {
  const makers = (kind: string) => [
    ...new Set(rows.flatMap((row) => (row.createdKind === kind ? [row.createdBy] : []))),
  ];
  const [members, apiKeys] = await Promise.all([
    db.membership.findMany({
      where: { personId: { in: makers("person") } },
      select: { personId: true, person: { select: { name: true } } },
    }),
    db.apiKey.findMany({ where: { id: { in: makers("api_key") } }, select: { id: true, name: true } }),
  ]);
  const names = {
    people: new Map(members.map(({ personId, person }) => [personId, person.name])),
    apiKeys: new Map(apiKeys.map(({ id, name }) => [id, name])),
  };
  return rows.map((row) => ({
    id: toApiId("art", row.id),
    trial_id: toApiId("trl", row.trialId),
    attempt: row.attempt,
    kind: artifactKinds.find((kind) => kind === row.kind) ?? "file",
    name: row.name,
    content_type: row.contentType,
    ...expectedContent(row),
    state: row.state === "ready" ? "ready" : "pending",
    checkpoint_step: row.checkpoints[0]?.step ?? null,
    created_by: toActor({ actorKind: row.createdKind, actorId: row.createdBy }, names),
    created_at: row.createdAt.toISOString(),
    finalized_at: row.finalizedAt?.toISOString() ?? null,
  }));
}
