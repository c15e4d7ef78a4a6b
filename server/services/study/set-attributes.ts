import * as contract from "@/lib/contract/attributes";
import { notFound } from "@/server/kernel/app-error";
import { toUuid } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { refuseTooManyAttributes } from "../trial/record-trial";

/** Programs do this all the time, so that it is neither a deed in the audit nor another version of the study. */
export const setAttributes = service(contract.setAttributes, async ({ db }, { study_id, attributes }) => {
  const amount = await db.externalTrials.noteOnStudy(toUuid(study_id), attributes);
  if (amount === null) throw notFound();
  refuseTooManyAttributes("study", amount);
  return { study_id, keys: amount.attributes };
});
