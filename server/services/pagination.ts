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
