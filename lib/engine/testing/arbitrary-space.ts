/** Random valid search spaces: every type, scale, prior, nested conditions and constraints. */
import fc from "fast-check";
import { parseSpace } from "../space/parse-space";
import type { Scalar, Space } from "../space/space";

export interface SpaceDocument {
  readonly space: Record<string, Record<string, unknown>>;
  readonly constraints: readonly Record<string, unknown>[];
}

/** The space of a document that must be valid: a refusal is a failure of the test itself. */
export function mustParse(space: unknown, constraints: unknown = []): Space {
  const parsed = parseSpace(space, constraints);
  if ("space" in parsed) return parsed.space;
  throw new Error(`Refused: ${JSON.stringify(parsed.issues)} in ${JSON.stringify({ space, constraints })}`);
}

interface Options {
  /** Only spaces with finitely many points. */
  readonly finite?: boolean;
  readonly parametersMax?: number;
}

export function arbitrarySpace(options: Options = {}): fc.Arbitrary<Space> {
  return arbitraryDocument(options).map(({ space, constraints }) => mustParse(space, constraints));
}

export function arbitraryDocument({ finite = false, parametersMax = 6 }: Options = {}): fc.Arbitrary<SpaceDocument> {
  const parameter = finite
    ? fc.oneof(smallInt, ordinal, categorical, bool, fixed, steppedFloat)
    : fc.oneof(smallInt, int, ordinal, categorical, bool, fixed, steppedFloat, float, float);
  const recipe = fc.record({ parameter, condition: fc.option(condition, { freq: 2 }) });
  return fc
    .tuple(
      fc.uniqueArray(name, { minLength: 1, maxLength: parametersMax }),
      fc.array(recipe, { minLength: parametersMax, maxLength: parametersMax }),
      fc.option(fc.record({ position: fc.double({ min: 0.3, max: 0.9, noNaN: true }), linear: fc.boolean() }), {
        freq: 2,
      }),
    )
    .map(([names, recipes, bound]) => {
      const space: SpaceDocument["space"] = {};
      for (const [index, key] of names.entries()) {
        const { parameter: raw, condition: wanted } = recipes[index];
        const earlier = names.slice(0, index);
        const when = wanted && earlier.length > 0 ? conditionOn(space, earlier, wanted) : undefined;
        space[key] = when ? { ...raw, when } : raw;
      }
      return { space, constraints: bound ? constraintsOn(space, bound) : [] };
    });
}

const name = fc
  .stringMatching(/^[a-z_][a-z0-9_.-]{0,8}$/)
  .filter((text) => !["__proto__", "constructor", "prototype", "all", "any", "not"].includes(text));

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const prior = fc.option(
  fc.oneof(
    fc.record({ type: fc.constant("normal"), position: unit, sd: fc.double({ min: 0.05, max: 2, noNaN: true }) }),
    fc.record({
      type: fc.constant("beta"),
      a: fc.double({ min: 0.2, max: 20, noNaN: true }),
      b: fc.double({ min: 0.2, max: 20, noNaN: true }),
    }),
  ),
);

const float = fc
  .tuple(fc.constantFrom("linear", "log", "reverse_log", "logit"), unit, unit, prior)
  .map(([scale, first, second, belief]) => {
    // Bounds within what the scale allows; equal ones are fine.
    const at = (position: number): number => {
      if (scale === "log") return 10 ** (-6 + 9 * position);
      if (scale === "reverse_log") return 0.9999 - 3 * (1 - position);
      if (scale === "logit") return 0.001 + 0.998 * position;
      return -50 + 100 * position;
    };
    const low = at(Math.min(first, second));
    const high = at(Math.max(first, second));
    const mean = belief && "position" in belief ? low + belief.position * (high - low) : 0;
    const written = belief && "position" in belief ? { type: "normal", mean, sd: belief.sd } : belief;
    return { type: "float", scale, low, high, ...(written && { prior: written }) };
  });

const steppedFloat = fc
  .tuple(
    fc.constantFrom("0.1", "0.25", "0.3", "1e-3", "2.5"),
    fc.integer({ min: -20, max: 20 }),
    fc.integer({ min: 1, max: 12 }),
  )
  .map(([step, start, count]) => {
    const scaled = Number(step);
    const low = Number((start * scaled).toPrecision(12));
    return { type: "float", low, high: low + (count + 0.5) * scaled, step: scaled };
  });

const int = fc
  .tuple(
    fc.constantFrom("linear", "log"),
    fc.integer({ min: 1, max: 1_000 }),
    fc.integer({ min: 0, max: 1_000_000 }),
    fc.integer({ min: 1, max: 7 }),
    prior,
  )
  .map(([scale, low, span, step, belief]) => ({
    type: "int",
    scale,
    low,
    high: low + span,
    ...(step <= span && { step }),
    ...(belief?.type === "beta" && { prior: belief }),
  }));

const smallInt = fc
  .tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 0, max: 6 }))
  .map(([low, span]) => ({ type: "int", low, high: low + span }));

const scalar = fc.oneof(
  fc.string({ maxLength: 5 }).filter((text) => !text.includes("\u0000")),
  fc.integer({ min: -9, max: 9 }),
  fc.boolean(),
  fc.constant(null),
  fc.constant(0.5),
);
const choices = fc.uniqueArray(scalar, { minLength: 1, maxLength: 5, comparator: (a, b) => a === b });
const ordinal = fc
  .oneof(choices, fc.uniqueArray(fc.integer({ min: 1, max: 512 }), { minLength: 1, maxLength: 5 }))
  .map((values) => ({ type: "ordinal", values }));
const categorical = fc
  .tuple(choices, fc.boolean(), fc.infiniteStream(fc.integer({ min: 1, max: 9 })))
  .map(([list, weighted, weights]) => ({
    type: "categorical",
    choices: list,
    ...(weighted && { weights: list.map(() => weights.next().value) }),
  }));
const bool = fc.constant({ type: "bool" });
const fixed = scalar.map((value) => ({ type: "fixed", value }));

const condition = fc.record({
  shape: fc.constantFrom("plain", "all", "any"),
  picks: fc.array(
    fc.record({ parent: fc.nat(), position: unit, form: fc.constantFrom("value", "list", "range", "not_in") }),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
});
type ConditionRecipe = typeof condition extends fc.Arbitrary<infer Recipe> ? Recipe : never;

function conditionOn(
  space: SpaceDocument["space"],
  earlier: readonly string[],
  { shape, picks }: ConditionRecipe,
): Record<string, unknown> {
  const leaves = picks.map(({ parent, position, form }) => {
    const key = earlier[parent % earlier.length];
    return { [key]: wantedOf(space[key], position, form) };
  });
  return shape === "plain" ? leaves[0] : { [shape]: leaves };
}

function wantedOf(parent: Record<string, unknown>, position: number, form: string): unknown {
  const values = valuesOf(parent);
  if (values === null)
    return {
      [position < 0.5 ? "gte" : "lte"]: Number(parent.low) + position * (Number(parent.high) - Number(parent.low)),
    };
  const value = values[Math.min(values.length - 1, Math.floor(position * values.length))];
  const numeric = parent.type === "int" || parent.step !== undefined;
  if (form === "range" && numeric) return { gte: value };
  if (form === "not_in") return { not_in: [value] };
  return form === "list" ? [value, ...values.slice(0, 2)] : value;
}

/** Some values of a listed or stepped parameter; null for a continuous one. */
function valuesOf(parent: Record<string, unknown>): Scalar[] | null {
  if (parent.type === "bool") return [true, false];
  if (parent.type === "fixed") return [parent.value as Scalar];
  if (parent.type === "ordinal") return parent.values as Scalar[];
  if (parent.type === "categorical") return parent.choices as Scalar[];
  if (parent.type === "int")
    return [
      Number(parent.low),
      Number(parent.low) + Number(parent.step ?? 1) * (Number(parent.high) > Number(parent.low) ? 1 : 0),
    ];
  return parent.step === undefined ? null : [Number(parent.low)];
}

/** A bound on the first numbers, at a position between what they can reach, so that some points obey it. */
function constraintsOn(
  space: SpaceDocument["space"],
  { position, linear }: { position: number; linear: boolean },
): SpaceDocument["constraints"] {
  const numeric = Object.entries(space)
    .filter(([, raw]) => raw.type === "float" || raw.type === "int")
    .slice(0, 3);
  if (numeric.length === 0) return [];
  const reach = (end: "low" | "high"): number => numeric.reduce((sum, [, raw]) => sum + Number(raw[end]), 0);
  const bound = reach("low") + position * (reach("high") - reach("low"));
  if (linear) return [{ linear: Object.fromEntries(numeric.map(([key]) => [key, 1])), lte: bound }];
  const sum = numeric.map(([key]) => `\`${key}\``).join(" + ");
  return [{ expr: `${sum} <= ${bound < 0 ? `-${-bound}` : bound}` }];
}
