import type { EventType } from "@/lib/contract/event";
import { FinishReason, type Study, type StudyState } from "@/lib/contract/study";
import type { ActivityAction } from "@/lib/contract/workspace-activity";
import { AppError } from "@/server/kernel/app-error";
import { newId, toUuid } from "@/server/kernel/ids";
import type { TransactionContext } from "@/server/kernel/service";
import { audit } from "../audit";
import { findStudy, findStudyRow } from "./find-study";
import { HOW_TO_GO_ON } from "./how-to-go-on";
import type { StudyRow } from "./study-mapper";

interface StateChange {
  readonly studyId: string;
  readonly from: readonly StudyState[];
  readonly to: keyof typeof ANNOUNCED_AS;
  readonly reason?: "stopped";
  readonly action: ActivityAction;
  /** What else the change does, while nothing can be handed out. */
  readonly also?: () => Promise<void>;
}

/** Changes a study's state while holding it, so that nothing is handed out after the answer (R16). Repeating it is harmless. */
export async function changeStudyState(context: TransactionContext, change: StateChange): Promise<Study> {
  const { db } = context;
  const id = toUuid(change.studyId);
  await db.studies.lock(id);
  const row = await findStudyRow(db, change.studyId);
  if (row.state === change.to) return findStudy(db, change.studyId);
  if (!(change.from as readonly string[]).includes(row.state)) {
    throw new AppError("state_conflict", refusal(row, change), { extra: { state: row.state } });
  }
  await db.study.updateMany({
    where: { id },
    data: {
      state: change.to,
      stateReason: change.reason ?? null,
      version: row.version + 1,
      updatedAt: await db.studies.now(),
    },
  });
  await change.also?.();
  await audit(context, { action: change.action, targetId: id });
  await announce(context, { studyId: id, to: change.to, reason: change.reason });
  context.changed(id);
  return findStudy(db, change.studyId);
}

/** Who would resume a study that has ended is told what does let it go on. */
function refusal(row: Pick<StudyRow, "state" | "stateReason">, { from, to }: StateChange): string {
  const why = FinishReason.safeParse(row.stateReason);
  const ended = why.success ? `${row.state} (${why.data})` : row.state;
  const advice = to === "active" && why.success ? ` ${HOW_TO_GO_ON[why.data]}` : "";
  return `The study is ${ended}; only one that is ${from.join(" or ")} can become ${to}.${advice}`;
}

/** A study that finishes by itself is announced by the function that finishes it. */
const ANNOUNCED_AS = {
  active: "study.resumed",
  paused: "study.paused",
  stopped: "study.stopped",
} as const satisfies Partial<Record<StudyState, EventType>>;

interface Announcement {
  readonly studyId: string;
  readonly to: keyof typeof ANNOUNCED_AS;
  readonly reason: string | undefined;
}

/** In the transaction of the change: either both are there, or none (R2). */
async function announce({ db }: TransactionContext, { studyId, to, reason }: Announcement): Promise<void> {
  await db.outbox.createMany({
    data: {
      workspaceId: db.workspaceId,
      id: newId(),
      topic: ANNOUNCED_AS[to],
      subjectId: studyId,
      body: reason === undefined ? {} : { reason },
    },
  });
}
