/**
 * A space whose unordered choices come in the order in which points first had them. A sampler that works on it treats a study
 * the same however its choices are listed or named: what a random number picks no longer depends on the list.
 */
import { type Assignments, type CategoricalParameter, type Parameter, readAssignment, type Space } from "./space";

/** The same space when no list changes. Choices that no point had stay in the order of the list, after the others. */
export function choicesByAppearance(space: Space, points: readonly Assignments[]): Space {
  const parameters = space.parameters.map((parameter) =>
    parameter.type === "categorical" ? reorder(parameter, points) : parameter,
  );
  return parameters.every((parameter, index) => parameter === space.parameters[index])
    ? space
    : { ...space, parameters };
}

function reorder(parameter: CategoricalParameter, points: readonly Assignments[]): Parameter {
  const { name, choices, weights } = parameter;
  const indexOf = new Map(choices.map((choice, index) => [choice, index]));
  const order = new Set<number>();
  for (const point of points) {
    const value = readAssignment(point, name);
    const index = value === undefined ? undefined : indexOf.get(value);
    if (index !== undefined) order.add(index);
    if (order.size === choices.length) break;
  }
  for (const index of choices.keys()) order.add(index);
  const indices = [...order];
  if (indices.every((index, place) => index === place)) return parameter;
  return {
    ...parameter,
    choices: indices.map((index) => choices[index]),
    ...(weights && { weights: indices.map((index) => weights[index]) }),
  };
}
