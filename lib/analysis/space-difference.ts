import type { Study } from "@/lib/contract/study";
import type { ComparedCell, ComparedRow } from "./compared-row";
import { type DescribedParameter, describeParameter, type ParameterFacet } from "./describe-parameter";

type WithSpace = Pick<Study, "search_space">;

/**
 * The search spaces of several studies, a row per parameter, and what each differs in from the first: a parameter that was
 * added or removed, or another type, other bounds, scale, step, choices, condition, …
 */
export function spaceDifference(studies: readonly WithSpace[]): readonly ComparedRow[] {
  const names = [...new Set(studies.flatMap(({ search_space }) => Object.keys(search_space)))];
  return names.map((name) => {
    const described = studies.map(({ search_space }) =>
      Object.hasOwn(search_space, name) ? describeParameter(search_space[name]) : null,
    );
    const base = described[0] ?? null;
    const cells = described.map((parameter): ComparedCell => {
      return { text: parameter?.text ?? null, marks: marksOf(parameter, base) };
    });
    return { name, cells, same: cells.every(({ marks }) => marks.length === 0) };
  });
}

function marksOf(parameter: DescribedParameter | null, base: DescribedParameter | null): readonly string[] {
  if (parameter === null) return base === null ? [] : ["removed"];
  if (base === null) return ["added"];
  if (parameter.facets.type !== base.facets.type) return ["type"]; // the rest follows from it
  const facets = [...new Set([...Object.keys(base.facets), ...Object.keys(parameter.facets)])] as ParameterFacet[];
  const changed = facets.filter((facet) => parameter.facets[facet] !== base.facets[facet]);
  return changed.flatMap((facet) => (facet === "choices" ? choiceMarks(parameter, base) : [facet]));
}

/** Which choices came and which went; that only their order changed, where it matters. */
function choiceMarks(parameter: DescribedParameter, base: DescribedParameter): readonly string[] {
  const without = (choices: DescribedParameter["choices"], others: DescribedParameter["choices"]) =>
    choices.filter(({ key }) => others.every((other) => other.key !== key)).map(({ text }) => text);
  const added = without(parameter.choices, base.choices);
  const removed = without(base.choices, parameter.choices);
  if (added.length === 0 && removed.length === 0) return ["order"];
  return [
    "choices",
    ...(added.length === 0 ? [] : [`+ ${listed(added)}`]),
    ...(removed.length === 0 ? [] : [`− ${listed(removed)}`]),
  ];
}

function listed(choices: readonly string[]): string {
  return choices.length <= 3 ? choices.join(", ") : `${choices.slice(0, 3).join(", ")} and ${choices.length - 3} more`;
}
