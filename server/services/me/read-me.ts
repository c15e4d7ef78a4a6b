import * as contract from "@/lib/contract/me";
import { AppError, notFound } from "@/server/kernel/app-error";
import { toApiId } from "@/server/kernel/ids";
import { queryService } from "@/server/kernel/service";

export const readMe = queryService(contract.readMe, async ({ actor, db }) => {
  if (actor.kind === "share_link") throw new AppError("forbidden", "A share link stands for nobody.");
  const workspace = await db.workspace.findFirst({ where: {}, select: { id: true, slug: true, name: true } });
  if (workspace === null) throw notFound();
  return {
    actor:
      actor.kind === "person"
        ? { kind: "person" as const, id: toApiId("per", actor.id), name: actor.name, role: actor.role }
        : {
            kind: "api_key" as const,
            id: toApiId("key", actor.id),
            name: actor.name,
            project_id: actor.projectId === null ? null : toApiId("prj", actor.projectId),
          },
    workspace: { ...workspace, id: toApiId("ws", workspace.id) },
    scopes: [...actor.scopes],
  };
});
