/** Instances of BBOB's functions: where the optimum lies, how the coordinates are turned, what value is the least. */
import type { VectorFunction } from "../../problems/analytic/functions";
import { choicesOf, rotation } from "../../problems/placement";
import type { BbobFunction, Given } from "./bbob-function";
import { illConditioned } from "./ill-conditioned";
import { moderate } from "./moderate";
import { multiModal } from "./multi-modal";
import { separable } from "./separable";
import { uniformPoint } from "./uniform-point";
import { weakStructure } from "./weak-structure";

export const bbobFunctions: readonly BbobFunction[] = [
  ...separable,
  ...moderate,
  ...illConditioned,
  ...multiModal,
  ...weakStructure,
];

export interface InstanceName {
  /** Of the function, 1 to 24. */
  readonly id: number;
  readonly dimensions: number;
  readonly instance: number;
}

export interface BbobInstance {
  readonly given: Given;
  /** f_opt. */
  readonly least: number;
  readonly f: VectorFunction;
}

const LEAST_MAX = 1_000;

export function bbobInstance({ id, dimensions, instance }: InstanceName): BbobInstance {
  const chosen = bbobFunctions.find((each) => each.id === id);
  if (!chosen) throw new RangeError(`There is no function ${id} of BBOB.`);
  const name = `bbob-${id}-${dimensions}-${instance}`;
  const rng = choicesOf(name);
  const r = rotation(`${name}/r`, dimensions);
  const q = rotation(`${name}/q`, dimensions);
  const optimum = chosen.place?.({ rng, dimensions, r }) ?? uniformPoint(rng, dimensions, 4);
  const peaks = chosen.drawPeaks?.(rng, optimum);
  const given = { optimum, r, q, ...(peaks && { peaks }) };
  // Cauchy of scale 100, in hundredths (report 6829, section 0.2): mostly small, now and then far from 0.
  const cauchy = 100 * Math.tan(Math.PI * (rng.uniform() - 0.5));
  const least = Math.min(LEAST_MAX, Math.max(-LEAST_MAX, Math.round(100 * cauchy) / 100));
  const above = chosen.above(given);
  return { given, least, f: (x) => above(x) + least };
}
