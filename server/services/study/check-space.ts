import { fingerprintSpace } from "@/lib/engine/space/fingerprint";
import { parseSpace } from "@/lib/engine/space/parse-space";
import type { Space } from "@/lib/engine/space/space";
import { AppError } from "@/server/kernel/app-error";

/** Of a study whose trials bring their parameters, before the first one did. */
const EMPTY_SPACE: Space = { parameters: [], constraints: [] };

const isEmpty = (searchSpace: unknown): boolean =>
  typeof searchSpace === "object" && searchSpace !== null && Object.keys(searchSpace).length === 0;

/** What such a study begins with: nothing, or parameters that its trials will have. */
export function checkOpenSpace(searchSpace: unknown): { space: Space; fingerprint: string } {
  return isEmpty(searchSpace)
    ? { space: EMPTY_SPACE, fingerprint: fingerprintSpace(EMPTY_SPACE) }
    : checkSpace(searchSpace, []);
}

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
  if (isEmpty(row.searchSpace)) return EMPTY_SPACE;
  const parsed = parseSpace(row.searchSpace, row.constraints);
  if ("space" in parsed) return parsed.space;
  throw new Error(`A stored search space no longer parses: ${parsed.issues[0]?.detail}`);
}
