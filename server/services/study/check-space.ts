import { fingerprintSpace } from "@/lib/engine/space/fingerprint";
import { parseSpace } from "@/lib/engine/space/parse-space";
import type { Space } from "@/lib/engine/space/space";
import { AppError } from "@/server/kernel/app-error";

/** The parsed search space, or a refusal that points at each parameter and says what to do. */
export function checkSpace(searchSpace: unknown, constraints: unknown): { space: Space; fingerprint: string } {
  const parsed = parseSpace(searchSpace, constraints);
  if ("space" in parsed) return { space: parsed.space, fingerprint: fingerprintSpace(parsed.space) };
  const errors = parsed.issues.slice(0, 50).map((issue) => ({
    ...issue,
    pointer: issue.subject === "constraints" ? issue.pointer : `/search_space${issue.pointer}`,
  }));
  const [first] = errors;
  throw new AppError(
    "invalid_search_space",
    `The search space is not usable: ${first?.detail ?? ""} (${first?.pointer ?? ""})`,
    { errors },
  );
}

/** The space of a stored revision, which was checked when it was stored. */
export function storedSpace(row: { searchSpace: unknown; constraints: unknown }): Space {
  const parsed = parseSpace(row.searchSpace, row.constraints);
  if ("space" in parsed) return parsed.space;
  throw new Error(`A stored search space no longer parses: ${parsed.issues[0]?.detail}`);
}
