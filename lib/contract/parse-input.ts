import type { z } from "zod";
import { plainWords } from "../engine/space/plain-words";
import { sentence } from "../format/sentence";

/** Reads what somebody sent. What is wrong with it is said in sentences that name what to do, the same ones everywhere. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
): z.ZodSafeParseResult<z.output<Schema>> {
  return schema.safeParse(given, { error: (issue) => sentence(plainWords(issue)) });
}
