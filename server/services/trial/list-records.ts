import * as contract from "@/lib/contract/record";
import { isExternal } from "@/lib/domain/external-sampler";
import type { RecordRow } from "@/server/db/sql/trial-records-sql";
import { toApiId } from "@/server/kernel/ids";
import { queryService } from "@/server/kernel/service";
import { samplerIsOurs } from "../study/external-study";
import { findStudyRow } from "../study/find-study";
import { toSamplerSetting } from "../study/study-mapper";
import { fromStored } from "./metric-value";

/** What a client that keeps the trials it has seen asks for: what is new, and what was not over when it last looked. */
export const listRecords = queryService(contract.listRecords, async ({ db }, input) => {
  const { study_id, from, numbers, after, limit } = input;
  const study = await findStudyRow(db, study_id);
  const sampler = toSamplerSetting(study);
  if (!isExternal(sampler)) throw samplerIsOurs(sampler);
  const wanted = numbers === undefined ? [] : numbers.split(",").map(Number);
  const rows = await db.trialRecords({ studyId: study.id, from, numbers: wanted, after, limit });
  const last = rows.at(-1);
  return { data: rows.map(toRecord), next_after: last === undefined || last.ahead === 1 ? null : last.number };
});

function toRecord(row: RecordRow): contract.TrialRecord {
  const distributions = Object.entries(row.distributions ?? {});
  return {
    id: toApiId("trl", row.id),
    number: row.number,
    state: contract.TrialRecord.shape.state.parse(row.state),
    state_reason: row.state_reason,
    attempt: row.attempt,
    worker_id: row.worker_id,
    assignments: contract.TrialRecord.shape.assignments.parse(
      Object.fromEntries(
        distributions.map(([name, distribution]) => [name, { value: row.assignments[name], distribution }]),
      ),
    ),
    attributes: contract.TrialRecord.shape.attributes.parse(row.attributes),
    values: Object.fromEntries(
      Object.entries(row.values ?? {}).map(([metric, stored]) => [metric, fromStored(stored)]),
    ),
    measurements: (row.measurements ?? []).map(([step, metric, value, kind]) => ({
      step,
      metric,
      value: fromStored({ value, kind }),
    })),
    started_at: row.started_at,
    finished_at: row.finished_at,
  };
}
