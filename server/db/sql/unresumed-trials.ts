import { Prisma } from "@/server/generated/prisma/client";
import type { ReadRows } from "./trial-queries";

export interface UnresumedTrials {
  readonly study_id: string;
  readonly count: number;
}

/**
 * Of active studies: trials that were handed out before, have a checkpoint and have waited for more than a minute, where
 * whoever came lately cannot go on from one: an ask was sent away for it in the last five minutes, or such workers run
 * trials, and no other worker does. Studies without any are left out.
 */
export function readUnresumedTrials(
  read: ReadRows,
  workspaceId: string,
  studyIds: readonly string[],
): Promise<readonly UnresumedTrials[]> {
  return read<UnresumedTrials>(Prisma.sql`
    select s.id as study_id, count(*)::int as count
      from study s
      join trial t on t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'queued' and t.priority <= 1 and t.attempt > 0
      join attempt a on a.workspace_id = t.workspace_id and a.trial_id = t.id and a.number = t.attempt
      cross join lateral (
        select coalesce(bool_or(h.can_resume), false) as can, coalesce(bool_or(not h.can_resume), false) as cannot
          from trial r join attempt h on h.workspace_id = r.workspace_id and h.trial_id = r.id and h.number = r.attempt
         where r.workspace_id = s.workspace_id and r.study_id = s.id and r.state = 'running') workers
     where s.workspace_id = ${workspaceId}::uuid and s.id = any (${studyIds}::uuid[]) and s.state = 'active'
       and a.ended_at < clock_timestamp() - interval '1 minute' and checkpoint_of(t) is not null
       and not workers.can and (workers.cannot or s.unresumed_ask_at > clock_timestamp() - interval '5 minutes')
     group by s.id`);
}
