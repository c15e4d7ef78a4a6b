/**
 * Names for equal things. A fingerprint is the first 128 bits of SHA-256 over a canonical text: short enough to index,
 * and strong enough that two different points never meet (a weak hash would let one silently swallow the other).
 */
import { sha256, toHex } from "../rng/sha256";
import { activeAssignments } from "./active";
import type { Assignments, Space } from "./space";

/** Equal for the same values whatever the key order, the sign of zero or stale values of inactive parameters. */
export function fingerprintAssignments(space: Space, assignments: Assignments): string {
  return fingerprintActive(activeAssignments(space, assignments));
}

/** For assignments known to hold active parameters only. */
export function fingerprintActive(assignments: Assignments): string {
  return fingerprint("assignments-1", assignments);
}

/** Equal for spaces that hold the same assignments by the same rules; the order of parameters does not count. */
export function fingerprintSpace(space: Space): string {
  const parameters = [...space.parameters].sort((a, b) => (a.name < b.name ? -1 : 1));
  return fingerprint("space-1", { parameters, constraints: space.constraints });
}

function fingerprint(kind: string, value: unknown): string {
  return toHex(sha256(`${kind}\n${canonicalJson(value)}`), 4);
}

/** JSON with keys in code-unit order. Numbers print in ECMAScript's shortest form, which is unique. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, part]) => part !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}
