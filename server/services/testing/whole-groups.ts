import type pg from "pg";
import { expect } from "vitest";
import type { HandedOutTrial } from "@/lib/contract/ask";
import type { Assignments } from "@/lib/contract/search-space";
import type { Study } from "@/lib/contract/study";
import { toUuid } from "@/server/kernel/ids";

export function repeatOf({ repeat }: Pick<HandedOutTrial, "repeat">) {
  if (repeat === null) throw new Error("The trial knows no group.");
  return repeat;
}

interface TrialRow {
  readonly id: string;
  readonly number: number;
  readonly state: string;
  readonly source: string;
  readonly group: string | null;
  readonly assignments: Assignments;
}

export async function rowsOf(admin: pg.Pool, { id }: Study): Promise<readonly TrialRow[]> {
  const { rows } = await admin.query<TrialRow>(
    'select id, number, state, source, repeat_group as "group", assignments from trial where study_id = $1 order by number',
    [toUuid(id)],
  );
  return rows;
}

/** Every trial that was handed out is in one group, and a group has one assignments. */
export async function expectWholeGroups(admin: pg.Pool, study: Study): Promise<void> {
  const byGroup = new Map<string, Set<string>>();
  const byAssignments = new Map<string, Set<string>>();
  for (const { group, assignments } of await rowsOf(admin, study)) {
    if (group === null) continue;
    const point = JSON.stringify(Object.entries(assignments).sort());
    byGroup.set(group, (byGroup.get(group) ?? new Set()).add(point));
    byAssignments.set(point, (byAssignments.get(point) ?? new Set()).add(group));
  }
  for (const points of byGroup.values()) expect([...points]).toHaveLength(1);
  for (const groups of byAssignments.values()) expect([...groups]).toHaveLength(1);
}
