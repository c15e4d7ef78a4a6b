import { type TrialState, trialStates } from "@/lib/contract/trial";
import { FilterProblem, type FilterToken } from "./filter-tokens";
import type { FilterField, FilterLiteral } from "./trial-filter";

const PLAIN = [
  "number",
  "group",
  "attempt",
  "cost",
  "duration",
  "state",
  "worker",
  "sampler",
  "feasible",
  "tag",
] as const;
const UNORDERED: ReadonlySet<FilterField["kind"]> = new Set(["state", "worker", "sampler", "feasible", "tag"]);
const PREFIXES = { "params.": "param", "values.": "value" } as const;

/** The field a word names; `null` for a prefix whose name stands in quotation marks right behind it. */
export function fieldOfWord(word: FilterToken): FilterField | null {
  const plain = PLAIN.find((name) => name === word.text);
  if (plain !== undefined) return { kind: plain };
  for (const [prefix, kind] of Object.entries(PREFIXES)) {
    if (word.text === prefix) return null;
    if (word.text.startsWith(prefix)) return { kind, name: word.text.slice(prefix.length) };
  }
  throw new FilterProblem(
    word.position,
    `There is no field ${word.text}. Fields are params.<name>, values.<metric>, ${PLAIN.join(", ")}.`,
  );
}

/** The field of a prefix and a quoted name. */
export function quotedField(prefix: FilterToken, name: FilterToken): Extract<FilterField, { readonly name: string }> {
  return { kind: prefix.text === "values." ? "value" : "param", name: name.text };
}

export function isOrdered(field: FilterField): boolean {
  return !UNORDERED.has(field.kind);
}

/** What is wrong with comparing the field to the literal; `null` when nothing is. */
export function literalProblem(field: FilterField, literal: FilterLiteral): string | null {
  switch (field.kind) {
    case "param":
      return typeof literal === "number" && !Number.isFinite(literal) ? "Parameters are finite numbers." : null;
    case "value":
      return typeof literal === "number" ? null : `values.${field.name} is a number.`;
    case "state":
      return trialStates.includes(literal as TrialState) ? null : `state is one of ${trialStates.join(", ")}.`; // a question, not a claim
    case "worker":
    case "sampler":
    case "tag":
      return typeof literal === "string" ? null : `${field.kind} is a text: put it in quotation marks.`;
    case "feasible":
      return typeof literal === "boolean" ? null : "feasible is true or false.";
    default:
      return typeof literal === "number" && Number.isFinite(literal) ? null : `${field.kind} is a number.`;
  }
}
