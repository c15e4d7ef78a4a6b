import type { CompiledParameter, CompiledSpace } from "./compiled-space";

/** Whether the values of a parameter have no order: distances between them mean nothing. */
export function isUnordered({ parameter }: CompiledParameter): boolean {
  return parameter.type === "categorical" || parameter.type === "bool";
}

/** By free parameter: the number of values where they have no order, 0 where they have one. */
export function unorderedLevels({ free, parameters }: CompiledSpace): Int32Array {
  return Int32Array.from(free, (index) => (isUnordered(parameters[index]) ? (parameters[index].domain.count ?? 0) : 0));
}
