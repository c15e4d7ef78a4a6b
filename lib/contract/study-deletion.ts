import { z } from "zod";
import { operation } from "./operation";
import { StudyId } from "./primitives";

export const deleteStudy = operation({
  id: "study.delete",
  summary: "Delete a study with its trials, files and links, for good; to keep it out of the way, archive it",
  kind: "mutation",
  scope: "study:write",
  input: z.strictObject({ study_id: StudyId }),
  output: z.object({ id: StudyId, deleted: z.literal(true) }),
  errors: ["not_found", "state_conflict"],
  rest: { method: "DELETE", path: "/studies/{study_id}", status: 200 },
});
