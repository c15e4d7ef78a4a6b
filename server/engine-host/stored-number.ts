import type { ToldRow } from "@/server/db/sql/hot-path";

const NUMBER_BY_KIND = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY } as const;

/** A stored metric as the engine reads it: a number, NaN and the infinities included. */
export function storedNumber({ value, kind }: Pick<ToldRow, "value" | "kind">): number {
  return kind === "finite" ? (value ?? Number.NaN) : NUMBER_BY_KIND[kind];
}
