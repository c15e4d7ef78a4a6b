import type { z } from "zod";
import type { FieldError } from "./errors";
import { pointerTo } from "./pointer";

const SHOWN_MAX = 50;

/** What is wrong where, for a value that stands at the pointer `place` of what was sent. */
export function fieldErrors(error: z.ZodError, place = ""): FieldError[] {
  const faults = error.issues.slice(0, SHOWN_MAX).flatMap((issue): FieldError[] => {
    const pointer = place + pointerTo(issue.path);
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        pointer: pointer + pointerTo([key]),
        code: "unknown_field",
        detail: "There is no such field. Remove it, or check its spelling.",
      }));
    }
    // Of a key that does not do, the key's own schema says why.
    const said = issue.code === "invalid_key" ? issue.issues[0] : undefined;
    return [{ pointer, code: issue.code, detail: (said ?? issue).message }];
  });
  return faults.filter((fault, place) => !faults.slice(place + 1).some((later) => isNarrower(later, fault)));
}

/** A whole number's own bounds, those of exact numbers, come before the field's. */
function isNarrower(later: FieldError, { pointer, code }: FieldError): boolean {
  return later.pointer === pointer && later.code === code && (code === "too_big" || code === "too_small");
}
