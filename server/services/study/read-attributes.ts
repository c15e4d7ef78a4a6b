import * as contract from "@/lib/contract/attributes";
import { notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { queryService } from "@/server/kernel/service";

export const readAttributes = queryService(contract.readAttributes, async ({ db }, { study_id }) => {
  const row = await db.study.findFirst({ where: { id: toUuid(study_id) }, select: { attributes: true } });
  if (row === null) throw notFound();
  return { attributes: contract.readAttributes.output.shape.attributes.parse(row.attributes) };
});
