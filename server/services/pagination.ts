import { z } from "zod";
import { AppError } from "@/server/kernel/app-error";

/** A cursor names its list and workspace, so that one of another list is refused; the position is the last item seen. */
interface CursorScope {
  readonly list: string;
  readonly workspaceId: string;
}

export function encodeCursor({ list, workspaceId }: CursorScope, position: string): string {
  return Buffer.from(JSON.stringify([list, workspaceId, position]), "utf8").toString("base64url");
}

/** Where a list in the order of ids goes on. */
export const IdPosition = z.uuid();

/** Text that a statement may hold: PostgreSQL has no NUL and no half characters. */
export const StorableText = z.string().regex(/^[^\p{Surrogate}\0]*$/u);

/** Nothing vouches for a cursor but its shape: the position is looked at like any other input before a statement gets it. */
export function decodeCursor<Position>(
  { list, workspaceId }: CursorScope,
  cursor: string | undefined,
  positionSchema: z.ZodType<Position>,
): Position | undefined {
  if (cursor === undefined) return undefined;
  const decoded = parse(Buffer.from(cursor, "base64url").toString("utf8"));
  const position = positionSchema.safeParse(decoded?.[2]);
  if (decoded?.[0] !== list || decoded[1] !== workspaceId || !position.success) {
    throw new AppError("invalid_input", "The cursor is not of this list. Start again without a cursor.", {
      errors: [{ pointer: "/cursor", code: "invalid_cursor", detail: "Use next_cursor of the page before, or none." }],
    });
  }
  return position.data;
}

const CursorParts = z.tuple([z.string(), z.string(), z.string()]);

function parse(text: string): z.infer<typeof CursorParts> | undefined {
  try {
    return CursorParts.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // not ours: the caller is told so
  }
}

/** A page ends early rather than being larger than this, as text: studies and trials may be a megabyte each. */
const PAGE_LENGTH_MAX = 16 * 1024 * 1024;
/** So many large ones are in memory beyond that, at most. */
const READ_AT_ONCE = 100;

interface BoundedRead<Row> {
  readonly limit: number;
  /** The next rows behind the given one; fewer than `take` when there are no more. */
  readonly read: (after: Row | undefined, take: number) => Promise<readonly Row[]>;
  /** How long the row is as text, roughly. */
  readonly lengthOf: (row: Row) => number;
}

/**
 * Reads a page part by part until it has what was asked for or is as large as an answer may be. Gives the rows and the
 * limit they are for, as `toPage` takes them: at least one row, and one more if any follows.
 */
export async function readBounded<Row>({ limit, read, lengthOf }: BoundedRead<Row>) {
  const rows: Row[] = [];
  let length = 0;
  while (rows.length <= limit) {
    const take = Math.min(limit + 1 - rows.length, READ_AT_ONCE);
    const part = await read(rows.at(-1), take);
    for (const row of part) {
      if (rows.length > 0 && length > PAGE_LENGTH_MAX) return { rows: [...rows, row], limit: rows.length };
      rows.push(row);
      length += lengthOf(row);
    }
    if (part.length < take) break;
  }
  return { rows, limit };
}

interface PageRequest<Row, Item> {
  readonly scope: CursorScope;
  readonly limit: number;
  /** Up to `limit + 1` rows: one more than the page tells that there is a next one. */
  readonly rows: readonly Row[];
  readonly position: (row: Row) => string;
  readonly map: (row: Row) => Item;
}

export function toPage<Row, Item>({ scope, limit, rows, position, map }: PageRequest<Row, Item>) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { data: shown.map(map), next_cursor: more ? encodeCursor(scope, position(last)) : null };
}
