import { FinishReason } from "@/lib/contract/study";
import type { OwnTrial } from "@/server/db/sql/study-functions";
import { AppError, notFound } from "@/server/kernel/app-error";
import type { TransactionContext } from "@/server/kernel/service";
import { HOW_TO_GO_ON } from "../study/how-to-go-on";

/** Queues trials of the caller's own; all of them, or a refusal that says why none. */
export async function queueTrials(
  { db, changed }: TransactionContext,
  { studyId, trials }: { readonly studyId: string; readonly trials: readonly OwnTrial[] },
): Promise<void> {
  const outcome = await db.studies.enqueue(studyId, trials);
  switch (outcome.kind) {
    case "minted":
      return changed(studyId);
    case "not_found":
      throw notFound();
    case "finished":
      throw new AppError(
        "study_finished",
        `The study is over (${outcome.reason}): nothing more can be queued. ${HOW_TO_GO_ON[FinishReason.parse(outcome.reason)]}`,
        {
          extra: { reason: outcome.reason },
        },
      );
    case "over_budget":
      throw new AppError(
        "state_conflict",
        `The budget has room for ${outcome.left} more trials, not ${trials.length}. Raise limits.max_trials first.`,
        {
          extra: { left: outcome.left },
        },
      );
  }
}
