import { z } from "zod";
import { ChangedLimits } from "./limits";
import { operation } from "./operation";
import { Metadata, Name, StudyId, Tags } from "./primitives";
import { Repeats } from "./repeats";
import { SearchSpaceInput, SpaceConstraintsInput } from "./search-space";
import { SpaceChanged } from "./space-revision";
import { Objectives, Study, studyErrors } from "./study";

export const UpdatedStudy = Study.extend({
  space_change: SpaceChanged.nullable().meta({ description: "What became of the search space; null if nothing did." }),
}).meta({ id: "UpdatedStudy" });

export const updateStudy = operation({
  id: "study.update",
  summary: "Change a study's name, limits, search space, metadata or tags; a raised limit reopens a finished study",
  kind: "mutation",
  scope: "study:write",
  input: z.strictObject({
    study_id: StudyId,
    name: Name.optional(),
    limits: ChangedLimits.optional(),
    search_space: SearchSpaceInput.optional().meta({
      description:
        "The whole space as it is to be. A new parameter needs a default, which is the value it had in earlier trials; a type cannot change.",
    }),
    constraints: SpaceConstraintsInput.removeDefault().optional().meta({
      description: "All of them, as they are to be. Default: as they are.",
    }),
    objectives: Objectives.optional().meta({
      description: "Taken only as they are: other objectives or directions need another study.",
    }),
    repeats: Repeats.nullable().optional().meta({
      description: "Taken only as they are: what was decided by other rules would not be comparable.",
    }),
    metadata: Metadata.optional(),
    tags: Tags.optional(),
    if_version: z.int().optional().meta({ description: "Refuse unless the study still has this version (If-Match)." }),
  }),
  output: UpdatedStudy,
  errors: [...studyErrors, "name_taken", "invalid_search_space"],
  rest: {
    method: "PATCH",
    path: "/studies/{study_id}",
    status: 200,
    ifMatch: "if_version",
    headers: (study) => ({ ETag: `"${study.version}"` }),
  },
});
