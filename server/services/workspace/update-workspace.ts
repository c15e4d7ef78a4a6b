import * as contract from "@/lib/contract/workspace";
import { notFound } from "@/server/kernel/app-error";
import { toApiId } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";

export const updateWorkspace = service(contract.updateWorkspace, async (context, { name }) => {
  const { db } = context;
  const { count } = await db.workspace.updateMany({ where: {}, data: { name } });
  const workspace = await db.workspace.findFirst({ where: {}, select: { id: true, slug: true, name: true } });
  if (count === 0 || workspace === null) throw notFound();
  await audit(context, { action: "workspace.updated", targetId: workspace.id, detail: { name } });
  return { ...workspace, id: toApiId("ws", workspace.id) };
});
