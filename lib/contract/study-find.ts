import { z } from "zod";
import { operation } from "./operation";
import { Name, ProjectId, StudyId } from "./primitives";
import { SearchSpaceInput } from "./search-space";
import { Objective } from "./study";

/** As much of a study as whoever trains for it needs: which it is, what is searched and what counts. */
export const FoundStudy = z
  .object({
    id: StudyId,
    project_id: ProjectId,
    name: z.string(),
    search_space: SearchSpaceInput,
    objectives: z.array(Objective).max(16),
    url: z.string().meta({ description: "Its page." }),
  })
  .meta({ id: "FoundStudy" });

export const findStudy = operation({
  id: "study.find",
  summary: "The study of a name, for a worker's key too: its id, search space and objectives",
  kind: "query",
  scope: ["study:read", "trial:ask"],
  input: z.strictObject({
    name: Name,
    project: Name.optional().meta({
      description: "The name of its project. A worker's key knows only its own, and need not name it.",
    }),
  }),
  output: FoundStudy,
  errors: ["not_found"],
  rest: { method: "GET", path: "/study", status: 200 },
});
