import { formatCount } from "@/lib/format/count";
import { formatNumber } from "@/lib/format/number";
import { formatParameterValue } from "@/lib/format/parameter-value";
import type { ParameterValue } from "./trial-point";

/** What can differ between two parameters of a name. */
export type ParameterFacet =
  | "type"
  | "bounds"
  | "scale"
  | "step"
  | "choices"
  | "weights"
  | "value"
  | "default"
  | "prior"
  | "condition";

export interface DescribedParameter {
  readonly text: string;
  /** Each facet as a text that is equal where the facet is. */
  readonly facets: Partial<Readonly<Record<ParameterFacet, string>>>;
  readonly choices: readonly { readonly key: string; readonly text: string }[];
}

/** The search space as the API gives it: its shape was checked when the study was made. */
interface RawParameter {
  readonly type?: unknown;
  readonly low?: unknown;
  readonly high?: unknown;
  readonly scale?: unknown;
  readonly step?: unknown;
  readonly choices?: unknown;
  readonly values?: unknown;
  readonly weights?: unknown;
  readonly value?: unknown;
  readonly default?: unknown;
  readonly prior?: unknown;
  readonly when?: unknown;
}

interface Facet {
  readonly facet: ParameterFacet;
  /** What it is compared by. */
  readonly key: unknown;
  /** `null` where its absence says the same. */
  readonly text: string | null;
}

/** A parameter in one line, and by facet. What is left out means its default: a scale linear, an int's step 1. */
export function describeParameter(given: unknown): DescribedParameter {
  const raw: RawParameter = typeof given === "object" && given !== null ? given : {};
  const type = String(raw.type);
  const list = listOf(raw.choices ?? raw.values);
  const facets: readonly Facet[] = [
    { facet: "type", key: type, text: type },
    ...rangeFacets(raw),
    ...(list === null ? [] : [choicesFacet(type, list)]),
    ...extraFacets(raw),
  ];
  return {
    text: facets.flatMap(({ text }) => text ?? []).join(" · "),
    facets: Object.fromEntries(facets.map(({ facet, key }) => [facet, sortedJson(key)])),
    choices: list?.map((choice) => ({ key: sortedJson(choice), text: written(choice) })) ?? [],
  };
}

function rangeFacets({ type, low, high, ...raw }: RawParameter): readonly Facet[] {
  if (typeof low !== "number" || typeof high !== "number") return [];
  const scale = String(raw.scale ?? "linear");
  const step = raw.step ?? (type === "int" ? 1 : null);
  const usualStep = step === null || (type === "int" && step === 1);
  return [
    { facet: "bounds", key: [low, high], text: `${written(low)} to ${written(high)}` },
    { facet: "scale", key: scale, text: scale === "linear" ? null : scale.replace("_", " ") },
    { facet: "step", key: step, text: usualStep ? null : `step ${written(step)}` },
  ];
}

/** A categorical parameter's choices have no order. */
function choicesFacet(type: string, list: readonly unknown[]): Facet {
  const key = type === "categorical" ? list.map(sortedJson).toSorted() : list;
  return { facet: "choices", key, text: shortList(list.map(written)) };
}

const LISTED_MAX = 12;

function shortList(texts: readonly string[]): string {
  const rest = texts.length - LISTED_MAX;
  return rest <= 0 ? texts.join(", ") : `${texts.slice(0, LISTED_MAX).join(", ")} and ${formatCount(rest)} more`;
}

function extraFacets(raw: RawParameter): readonly Facet[] {
  const extras: readonly (readonly [facet: ParameterFacet, value: unknown, word: string])[] = [
    ["value", raw.value, ""],
    ["default", raw.default, "default "],
    ["weights", raw.weights, "weights "],
    ["prior", raw.prior, "prior "],
    ["condition", raw.when, "when "],
  ];
  return extras.flatMap(([facet, value, word]) =>
    value === undefined ? [] : [{ facet, key: value, text: `${word}${written(value)}` }],
  );
}

function listOf(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}

/** JSON that does not depend on the order in which somebody wrote the keys. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function written(value: unknown): string {
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "object" && value !== null)
    return shortened(
      sortedJson(value)
        .replaceAll('"', "")
        .replace(/^\{(.*)\}$/, "$1"),
    );
  return formatParameterValue(value as ParameterValue); // a JSON scalar by the contract
}

/** `{"a":1}` reads as `a: 1`; what is long is cut. */
function shortened(json: string): string {
  const spaced = json.replaceAll(/([:,])/g, "$1 ");
  return spaced.length <= 120 ? spaced : `${spaced.slice(0, 119)}…`;
}
