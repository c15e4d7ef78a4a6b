import * as contract from "@/lib/contract/workspace";
import { artifactStorage } from "@/server/artifacts/artifact-storage";
import { AppError, notFound } from "@/server/kernel/app-error";
import { toApiId } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";

export const updateWorkspace = service(
  contract.updateWorkspace,
  async (context, { name, artifact_quota_bytes: quota }) => {
    const { db } = context;
    refuseLargeQuota(quota ?? 0);
    const { count } = await db.workspace.updateMany({
      where: {},
      data: { ...(name === undefined ? {} : { name }), ...(quota === undefined ? {} : { artifactQuotaBytes: quota }) },
    });
    const workspace = await db.workspace.findFirst({ where: {}, select: { id: true, slug: true, name: true } });
    if (count === 0 || workspace === null) throw notFound();
    const targetId = workspace.id;
    if (name !== undefined) await audit(context, { action: "workspace.updated", targetId, detail: { name } });
    if (quota !== undefined)
      await audit(context, { action: "workspace.quota_changed", targetId, detail: { bytes: quota } });
    return { ...workspace, id: toApiId("ws", workspace.id) };
  },
);

/** How much there is at most is for whoever runs the installation to say. */
function refuseLargeQuota(quota: number): void {
  const { quotaBytesMax } = artifactStorage();
  if (quota <= quotaBytesMax) return;
  const detail = `A workspace's files may take at most ${quotaBytesMax} bytes here. Whoever runs this installation can raise that.`;
  throw new AppError("invalid_input", detail, {
    errors: [{ pointer: "/artifact_quota_bytes", code: "too_big", detail }],
  });
}
