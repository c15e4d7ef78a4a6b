import { createHash } from "node:crypto";
import { z } from "zod";
import * as contract from "@/lib/contract/trial";
import type { TrialFilter } from "@/lib/domain/trial-filter/trial-filter";
import type { TrialPlace, TrialPosition } from "@/server/db/sql/trial-queries";
import type { WorkspaceDb } from "@/server/db/workspace-db";
import { queryService } from "@/server/kernel/service";
import { decodeCursor, readBounded, StorableText, toPage } from "../pagination";
import { findStudyRow } from "../study/find-study";
import { readFilter, readSort } from "./read-filter";
import { type TrialRow, toTrial, trialSelect } from "./trial-mapper";

/**
 * A page in the order asked for. A page goes on behind the keys of the last trial, so that trials which come or change
 * while somebody pages neither repeat nor hide those that do not.
 */
export const listTrials = queryService(contract.listTrials, async ({ db }, input) => {
  const { study_id, limit, cursor, order, state, filter: filterText = "", sort: sortText } = input;
  const study = await findStudyRow(db, study_id);
  const filter = allOf(statesFilter(state), readFilter(filterText));
  const sort = readSort(sortText ?? (order === "desc" ? "-number" : "number"));
  // A cursor of another filter or order would skip or repeat trials: it is refused as one of another list.
  const question = createHash("sha256")
    .update(JSON.stringify([filter, sort]))
    .digest("base64url")
    .slice(0, 12);
  const scope = { list: `trial:${study.id}:${question}`, workspaceId: db.workspaceId };
  const after = decodeCursor(scope, cursor, Position);
  const places = await db.trials.page({
    studyId: study.id,
    filter,
    sort,
    after: after ?? null,
    limit: limit + 1,
  });
  const bounded = await readBounded({
    limit,
    read: (last: FoundTrial | undefined, take) => {
      const from = last === undefined ? 0 : last.index + 1;
      return findTrials(db, study.id, [...places.entries()].slice(from, from + take));
    },
    lengthOf: ({ row }) => JSON.stringify([row?.assignments, row?.metadata, row?.stateReason]).length,
  });
  const page = toPage({
    scope,
    ...bounded,
    position: ({ place: { rank, amount, label, number } }) => JSON.stringify([rank, amount, label, number]),
    map: ({ row }) => (row === undefined ? [] : [toTrial(row)]),
  });
  return { data: page.data.flat(), next_cursor: page.next_cursor };
});

interface FoundTrial {
  /** Which of the page's places. */
  readonly index: number;
  readonly place: TrialPlace;
  /** Undefined: deleted between the two reads. */
  readonly row: TrialRow | undefined;
}

async function findTrials(
  db: Pick<WorkspaceDb, "trial">,
  studyId: string,
  places: readonly (readonly [index: number, place: TrialPlace])[],
): Promise<readonly FoundTrial[]> {
  const rows = await db.trial.findMany({
    where: { studyId, id: { in: places.map(([, { id }]) => id) } },
    select: trialSelect,
  });
  const rowById = new Map(rows.map((row) => [row.id, row]));
  return places.map(([index, place]) => ({ index, place, row: rowById.get(place.id) }));
}

function statesFilter(states: string | undefined): TrialFilter | null {
  return states === undefined ? null : { type: "in", field: { kind: "state" }, literals: states.split(",") };
}

function allOf(one: TrialFilter | null, other: TrialFilter | null): TrialFilter | null {
  return one === null || other === null ? (one ?? other) : { type: "and", parts: [one, other] };
}

/** What PostgreSQL's float8 takes: a finite number that JavaScript does not round to infinity or to zero, or an infinity. */
const Double = z
  .string()
  .max(40)
  .regex(/^(?:-?Infinity|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/)
  .refine((text) => text.endsWith("Infinity") || (Number.isFinite(Number(text)) && !isRoundedToZero(text)));

const isRoundedToZero = (text: string): boolean => Number(text) === 0 && /[1-9]/.test(text.replace(/e.*$/, ""));

/** The last trial's sort keys as text, since a double must come back exactly. */
const Position = z
  .string()
  .transform((text, check): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      check.addIssue("Must be JSON.");
      return z.NEVER;
    }
  })
  .pipe(
    z.tuple([
      z.int().min(0).max(9),
      Double,
      StorableText.max(64),
      z
        .int()
        .min(0)
        .max(2 ** 31 - 1),
    ]),
  )
  .transform(([rank, amount, label, number]): TrialPosition => ({ rank, amount, label, number }));
