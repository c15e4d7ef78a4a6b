import * as contract from "@/lib/contract/trial-control";
import { service } from "@/server/kernel/service";
import { findStudyRow } from "../study/find-study";
import { soldOnly } from "../study/study-mapper";
import { STOPPED_BY_PERSON, stopNamedTrials } from "./stop-named-trials";

/** All in one transaction. Repeating it gives the same answer. */
export const stopTrials = service(contract.stopTrials, async (context, { study_id, numbers }) => {
  const { id: studyId } = await findStudyRow(context.db, study_id);
  const these = { number: { in: [...new Set(numbers)] } };
  await stopNamedTrials(context, studyId, these);
  const rows = await context.db.trial.findMany({
    where: { ...these, ...soldOnly, studyId },
    select: { number: true, state: true, stateReason: true },
  });
  const outcomes = new Map(rows.map((row) => [row.number, outcomeOf(row)]));
  return { trials: numbers.map((number) => ({ number, outcome: outcomes.get(number) ?? "not_found" })) };
});

interface StoppedRow {
  readonly state: string;
  readonly stateReason: string | null;
}

function outcomeOf({ state, stateReason }: StoppedRow): contract.StopOutcome {
  if (state === "running") return "stopping";
  return stateReason === STOPPED_BY_PERSON ? "stopped" : "ended";
}
