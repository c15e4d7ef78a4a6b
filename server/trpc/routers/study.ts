import { bestTrial, listStudies, readStudy } from "@/lib/contract/study";
import { exposeQuery } from "../expose";
import { router } from "../init";
import { studyChanges } from "./study-changes";

export const studyRouter = router({
  list: exposeQuery(listStudies),
  read: exposeQuery(readStudy),
  best: exposeQuery(bestTrial),
  changes: studyChanges,
});
