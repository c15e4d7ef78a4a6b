import { runDemo } from "@/lib/contract/demo";
import { endGroup, listGroups } from "@/lib/contract/repeat-groups";
import { listSpaceRevisions, previewSpace } from "@/lib/contract/space-revision";
import {
  archiveStudy,
  createStudy,
  listStudies,
  pauseStudy,
  readStudy,
  resumeStudy,
  stopStudy,
} from "@/lib/contract/study";
import { bestTrial } from "@/lib/contract/study-best";
import { cloneStudy } from "@/lib/contract/study-clone";
import { readCurves } from "@/lib/contract/study-curves";
import { readLineage } from "@/lib/contract/study-lineage";
import { previewStudy } from "@/lib/contract/study-plan";
import { readRungs } from "@/lib/contract/study-rungs";
import { readSeries } from "@/lib/contract/study-series";
import { listStudySummaries } from "@/lib/contract/study-summary";
import { updateStudy } from "@/lib/contract/study-update";
import { exposeMutation, exposeQuery } from "../expose";
import { router } from "../init";
import { severalStudiesChanges, studyChanges } from "./study-changes";

export const studyRouter = router({
  list: exposeQuery(listStudies),
  read: exposeQuery(readStudy),
  best: exposeQuery(bestTrial),
  groups: exposeQuery(listGroups),
  series: exposeQuery(readSeries),
  rungs: exposeQuery(readRungs),
  curves: exposeQuery(readCurves),
  lineage: exposeQuery(readLineage),
  summaries: exposeQuery(listStudySummaries),
  create: exposeMutation(createStudy),
  update: exposeMutation(updateStudy),
  clone: exposeMutation(cloneStudy),
  // As writes go: a search space is too long for an address.
  "preview-space": exposeMutation(previewSpace),
  "preview-plan": exposeMutation(previewStudy),
  "space-revisions": exposeQuery(listSpaceRevisions),
  "end-group": exposeMutation(endGroup),
  pause: exposeMutation(pauseStudy),
  resume: exposeMutation(resumeStudy),
  stop: exposeMutation(stopStudy),
  archive: exposeMutation(archiveStudy),
  "run-demo": exposeMutation(runDemo),
  changes: studyChanges,
  changesOfSeveral: severalStudiesChanges,
});
