import * as contract from "@/lib/contract/study";
import { service } from "@/server/kernel/service";
import { changeStudyState } from "./change-study-state";

export const resumeStudy = service(contract.resumeStudy, (context, { study_id }) =>
  changeStudyState(context, { studyId: study_id, from: ["paused"], to: "active", action: "study.resumed" }),
);
