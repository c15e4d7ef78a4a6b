/** The search space of a study whose trials bring their parameters: what has been seen so far, each as wide as it was. */
import type { FieldError } from "../contract/errors";
import { pointerTo } from "../contract/pointer";
import type { Distribution, RecordedAssignments } from "../contract/record";

type Document = Readonly<Record<string, unknown>>;
type Numeric = Exclude<Distribution, { type: "categorical" }>;

export interface GrownSpace {
  readonly document: Document;
  /** Whether it is another than before. */
  readonly grew: boolean;
  /** Parameters that were something else before; pointers are of the assignments. */
  readonly issues: readonly FieldError[];
}

/** A parameter keeps its type, its scale and its choices; ranges may differ from trial to trial. */
export function growSpace(document: Document, assignments: RecordedAssignments): GrownSpace {
  const parameters = new Map(Object.entries(document));
  const issues: FieldError[] = [];
  let grew = false;
  for (const [name, { distribution }] of Object.entries(assignments)) {
    const known = parameters.get(name);
    const grown = known === undefined ? plainDistribution(distribution) : widen(known, distribution);
    if (grown === null) {
      const detail = `${name} had another type, scale or other choices in earlier trials. Give it another name, or keep what it was.`;
      issues.push({ pointer: pointerTo([name, "distribution"]), code: "distribution_incompatible", detail });
    } else if (grown !== known) {
      parameters.set(name, grown);
      grew = true;
    }
  }
  return { document: Object.fromEntries(parameters), grew, issues };
}

/** The known parameter itself where it covers the distribution already; null where the two cannot be one parameter. */
function widen(known: unknown, seen: Distribution): unknown {
  const before = plainDistribution(known as Distribution); // stored parameters were checked; another type is told apart below
  if (before.type !== seen.type) return null;
  if (before.type === "categorical" || seen.type === "categorical")
    return JSON.stringify(before) === JSON.stringify(plainDistribution(seen)) ? known : null;
  if ((before.scale ?? "linear") !== (seen.scale ?? "linear")) return null;
  const wide = union(before, seen);
  return JSON.stringify(wide) === JSON.stringify(before) ? known : wide;
}

/** Levels stay where both have the same; ranges of different levels have none together. */
function union(one: Numeric, other: Numeric): Numeric {
  const { step, ...range } = one;
  const sameLevels = step === other.step && (step === undefined || one.low === other.low);
  return {
    ...range,
    low: Math.min(one.low, other.low),
    high: Math.max(one.high, other.high),
    ...(sameLevels && step !== undefined && { step }),
  };
}

/** In one order of keys, so that equal ones are equal as text. What says the default is left out. */
export function plainDistribution(distribution: Distribution): Distribution {
  if (distribution.type === "categorical") return { type: "categorical", choices: distribution.choices };
  const { type, low, high, scale, step } = distribution;
  const unit = type === "int" && step === 1;
  return {
    type,
    low,
    high,
    ...(scale === "log" && { scale }),
    ...(step !== undefined && !unit && { step }),
  };
}
