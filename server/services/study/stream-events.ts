import * as contract from "@/lib/contract/event";
import type { Context } from "@/server/kernel/context";
import { toUuid } from "@/server/kernel/ids";
import { streamService } from "@/server/kernel/stream-service";
import { relayOutboxNow } from "@/server/live/outbox-relay";
import { subscribeToStudy } from "@/server/live/study-changes";
import { eventSelect, toStudyEvent } from "./event-mapper";
import { findStudyRow } from "./find-study";

const READ_AT_ONCE = 100;
/** A notice may be lost with the connection that brings it; then the event is this late. */
const LOOK_EVERY_MS = 5_000;

/**
 * Events in the order in which the relay numbered them. Notices only say when to look: what is sent is read from the
 * database, from the last one sent on, so nothing is skipped whatever becomes of a notice or a connection (R19).
 */
export const streamEvents = streamService(contract.streamEvents, async (context, { study_id, last_event_id, from }) => {
  const { id: studyId } = await findStudyRow(context.db, study_id);
  if (last_event_id !== undefined) {
    const last = await context.db.event.findFirst({
      where: { id: toUuid(last_event_id), studyId },
      select: { sequence: true },
    });
    if (last !== null) return follow(context, { studyId, after: last.sequence });
    return afterGap(context, { study_id, studyId });
  }
  if (from === "oldest") return follow(context, { studyId, after: 0n });
  // What was committed before is no news.
  await relayOutboxNow();
  const { _max } = await context.db.event.aggregate({ where: { studyId }, _max: { sequence: true } });
  return follow(context, { studyId, after: _max.sequence ?? 0n });
});

interface Gap {
  readonly study_id: string;
  readonly studyId: string;
}

/** The id is older than what is kept, or of before a restored backup: better everything again than something never. */
async function* afterGap(context: Context, { study_id, studyId }: Gap) {
  yield { type: "events.gap" as const, data: { study_id } };
  yield* follow(context, { studyId, after: 0n });
}

interface Position {
  readonly studyId: string;
  readonly after: bigint;
}

async function* follow({ db, signal }: Context, { studyId, after }: Position) {
  // Listening begins before the first look: what commits in between is noticed.
  const notices = subscribeToStudy({ workspaceId: db.workspaceId, studyId, signal })[Symbol.asyncIterator]();
  let notice = notices.next();
  let position = after;
  while (!signal.aborted) {
    await relayOutboxNow();
    const rows = await db.event.findMany({
      where: { studyId, sequence: { gt: position } },
      orderBy: { sequence: "asc" },
      take: READ_AT_ONCE,
      select: eventSelect,
    });
    for (const row of rows) {
      yield toStudyEvent(row);
      position = row.sequence;
    }
    if (rows.length === READ_AT_ONCE) continue;
    if ((await firstOf(notice, LOOK_EVERY_MS)) === "notice") notice = notices.next();
  }
}

/** Notices end with the signal, so this does too. */
async function firstOf(notice: Promise<unknown>, milliseconds: number): Promise<"notice" | "time"> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<"time">((resolve) => {
    timer = setTimeout(() => resolve("time"), milliseconds);
  });
  try {
    return await Promise.race([notice.then(() => "notice" as const), time]);
  } finally {
    clearTimeout(timer);
  }
}
