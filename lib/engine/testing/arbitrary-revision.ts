/** Random valid changes of random search spaces, as people make them: one edit after the other. */
import fc from "fast-check";
import { parseSpace } from "../space/parse-space";
import type { Space } from "../space/space";
import { arbitraryDocument, type SpaceDocument } from "./arbitrary-space";

export interface Revision {
  readonly before: Space;
  readonly after: Space;
}

type Edit = (parameter: Record<string, unknown>, amount: number) => Record<string, unknown> | null;

const isNumeric = ({ type }: Record<string, unknown>): boolean => type === "float" || type === "int";

/** So many more steps on both sides; without a step, of its width. */
const widen: Edit = (parameter, amount) => {
  if (parameter.type === "categorical") {
    const { weights, ...rest } = parameter;
    return { ...rest, choices: [...(parameter.choices as unknown[]), `new ${amount}`] };
  }
  if (parameter.type === "ordinal")
    return { ...parameter, values: [...(parameter.values as unknown[]), `new ${amount}`] };
  if (!isNumeric(parameter) || parameter.prior !== undefined) return null;
  const [low, high] = [Number(parameter.low), Number(parameter.high)];
  if (parameter.type === "int") return { ...parameter, high: high + amount * Number(parameter.step ?? 1) };
  if (parameter.step !== undefined) return { ...parameter, high: high + amount * Number(parameter.step) };
  return { ...parameter, high: high + (high - low) * amount };
};

const narrow: Edit = (parameter, amount) => {
  if (parameter.type === "categorical" && parameter.weights === undefined)
    return { ...parameter, choices: (parameter.choices as unknown[]).slice(amount) };
  if (parameter.type === "ordinal") return { ...parameter, values: (parameter.values as unknown[]).slice(0, -amount) };
  if (!isNumeric(parameter)) return null;
  const [low, high] = [Number(parameter.low), Number(parameter.high)];
  if (parameter.type === "int") return { ...parameter, high: Math.max(low, high - amount) };
  return { ...parameter, high: low + (high - low) / (1 + amount) };
};

const rescale: Edit = (parameter) =>
  isNumeric(parameter) ? { ...parameter, scale: "linear", prior: undefined } : null;

const edits: Readonly<Record<string, Edit>> = { widen, narrow, rescale };

const step = fc.record({
  kind: fc.constantFrom("widen", "narrow", "rescale", "add", "remove", "remove"),
  at: fc.nat({ max: 100 }),
  amount: fc.integer({ min: 1, max: 3 }),
  when: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** `kinds`: only edits of these. Edits that lead to no valid space are left out. */
export function arbitraryRevision(kinds: readonly string[] = ["widen", "narrow", "rescale", "add", "remove"]) {
  return fc
    .tuple(arbitraryDocument(), fc.array(step, { minLength: 1, maxLength: 4 }))
    .map(([document, steps]): Revision => {
      const wanted = steps.filter(({ kind }) => kinds.includes(kind));
      const edited = wanted.reduce((now, each) => (isValid(edit(now, each)) ? edit(now, each) : now), document);
      return { before: parse(document), after: parse(edited) };
    });
}

function edit({ space, constraints }: SpaceDocument, { kind, at, amount, when }: Step): SpaceDocument {
  const names = Object.keys(space);
  const name = names[at % names.length];
  if (name === undefined) return { space, constraints };
  if (kind === "add") {
    const condition = when ? { when: { [name]: someValueOf(space[name]) } } : {};
    const added = { type: "float", low: 0, high: amount, default: amount / 2, ...condition };
    return { space: { ...space, [`added${at}`]: added }, constraints };
  }
  if (kind === "remove")
    return { space: Object.fromEntries(Object.entries(space).filter(([key]) => key !== name)), constraints };
  const changed = edits[kind]?.(space[name] ?? {}, amount) ?? space[name] ?? {};
  const whole = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
  return { space: { ...space, [name]: whole }, constraints };
}

/** Some value that it takes. */
function someValueOf({ type, value, choices, values, low }: Record<string, unknown> = {}): unknown {
  if (type === "bool") return true;
  if (type === "fixed") return value;
  return (choices as unknown[] | undefined)?.[0] ?? (values as unknown[] | undefined)?.[0] ?? { gte: low };
}

const isValid = ({ space, constraints }: SpaceDocument): boolean => "space" in parseSpace(space, constraints);

function parse({ space, constraints }: SpaceDocument): Space {
  const parsed = parseSpace(space, constraints);
  if ("space" in parsed) return parsed.space;
  throw new Error(`Refused: ${JSON.stringify(parsed.issues)}`);
}
