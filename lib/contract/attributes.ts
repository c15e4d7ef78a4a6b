import { z } from "zod";
import { operation } from "./operation";
import { boundedRecord, StudyId } from "./primitives";

/** Of one study or trial, in all. */
export const ATTRIBUTES_MAX = { keys: 10_000, bytes: 8_388_608 };

/** What programs note beside a study or a trial, key by key; metadata is written whole, by whoever creates it. */
export const Attributes = boundedRecord(z.string().min(1).max(512), z.json(), 1000).meta({
  description: "Free-form JSON by key. A key that is there gets the new value; others stay.",
});
export type Attributes = z.output<typeof Attributes>;

const Stored = z.object({ attributes: z.record(z.string(), z.json()) });

export const readAttributes = operation({
  id: "study.attributes",
  summary: "What programs noted beside a study",
  kind: "query",
  scope: "study:read",
  input: z.strictObject({ study_id: StudyId }),
  output: Stored,
  errors: ["not_found"],
  rest: { method: "GET", path: "/studies/{study_id}/attributes", status: 200 },
});

export const setAttributes = operation({
  id: "study.set-attributes",
  summary: "Note something beside a study; keys that are not named stay as they are",
  kind: "mutation",
  scope: "study:write",
  input: z.strictObject({ study_id: StudyId, attributes: Attributes }),
  output: z.object({ study_id: StudyId, keys: z.int().meta({ description: "How many there are now." }) }),
  errors: ["not_found", "state_conflict"],
  rest: { method: "PATCH", path: "/studies/{study_id}/attributes", status: 200 },
});
