/**
 * The parameters of a space by the condition they exist under: what is modelled together. Parents come before their
 * children, since a group's condition names parameters that come before all of its own.
 */

import type { CompiledSpace } from "../../space/compiled-space";
import { canonicalJson } from "../../space/fingerprint";
import { pointUnits } from "../../space/point-units";
import type { Assignments } from "../../space/space";
import { type ParzenAxis, parzenAxis } from "../../surrogate/parzen/parzen-axis";

export interface ParameterGroup {
  /** Indices of all its parameters, ascending. */
  readonly members: readonly number[];
  /** Those with more than one value, with their axis and their coordinate in points of the whole space. */
  readonly free: readonly FreeParameter[];
}

export interface FreeParameter {
  readonly index: number;
  readonly coordinate: number;
  /** An axis remembers its last observations: good trials and bad ones each have their own. */
  readonly axes: { readonly good: ParzenAxis; readonly bad: ParzenAxis };
}

type Groups = readonly ParameterGroup[];
const groupsOfSpace = new WeakMap<CompiledSpace, { readonly joint: Groups; readonly single: Groups }>();

/** Remembered by identity, with all that the axes remember. */
export function parameterGroups(compiled: CompiledSpace, multivariate: boolean): readonly ParameterGroup[] {
  const known = groupsOfSpace.get(compiled) ?? { joint: groupsOf(compiled, true), single: groupsOf(compiled, false) };
  groupsOfSpace.set(compiled, known);
  return multivariate ? known.joint : known.single;
}

function groupsOf(compiled: CompiledSpace, multivariate: boolean): ParameterGroup[] {
  const membersByKey = new Map<string, number[]>();
  for (const [index, { parameter }] of compiled.parameters.entries()) {
    const key = multivariate ? canonicalJson(parameter.when ?? null) : String(index);
    membersByKey.set(key, [...(membersByKey.get(key) ?? []), index]);
  }
  return [...membersByKey.values()].map((members) => ({
    members,
    free: members
      .filter((index) => compiled.coordinates[index] >= 0)
      .map((index) => ({
        index,
        coordinate: compiled.coordinates[index],
        axes: { good: parzenAxis(compiled.parameters[index]), bad: parzenAxis(compiled.parameters[index]) },
      })),
  }));
}

/** How far outside the range, in ranges, a number of an earlier space may lie and still say something about this one. */
const MARGIN = 0.25;

/**
 * What a trial says about each free parameter of the space: NaN where nothing. A trial far outside the range is about
 * another region, and says nothing at all.
 */
export function informativeUnits(compiled: CompiledSpace, assignments: Assignments): Float64Array {
  const units = pointUnits(compiled, assignments);
  const outside = units.some((unit) => unit < -MARGIN || unit > 1 + MARGIN);
  return outside ? units.fill(Number.NaN) : units;
}
