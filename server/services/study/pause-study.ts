import * as contract from "@/lib/contract/study";
import { service } from "@/server/kernel/service";
import { changeStudyState } from "./change-study-state";

/** Leases go on: what runs may finish. */
export const pauseStudy = service(contract.pauseStudy, (context, { study_id }) =>
  changeStudyState(context, { studyId: study_id, from: ["active"], to: "paused", action: "study.paused" }),
);
