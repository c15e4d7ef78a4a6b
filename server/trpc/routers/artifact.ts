import { deleteArtifact, listArtifacts } from "@/lib/contract/artifact";
import { exposeMutation, exposeQuery } from "../expose";
import { router } from "../init";

export const artifactRouter = router({
  list: exposeQuery(listArtifacts),
  delete: exposeMutation(deleteArtifact),
});
