import * as contract from "@/lib/contract/study";
import { queryService } from "@/server/kernel/service";
import { findStudy } from "./find-study";

export const readStudy = queryService(contract.readStudy, ({ db }, { study_id }) => findStudy(db, study_id));
