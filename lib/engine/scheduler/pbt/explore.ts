/**
 * Explore: what a child trains with, given what its donor does. Each parameter is drawn anew from its prior with probability
 * `resample`, else it is changed a little: numbers times 1.2 or 0.8, kept in their range and on their levels (by at least
 * one level), ordinals by one value up or down, choices not at all. Jaderberg et al. 2017, section 4.
 *
 * Conditions hold: a parameter that the donor does not have is drawn. Draws that break a constraint are drawn again, and in
 * the end the donor's own assignments, which break none, are kept.
 */
import { uniformIndex, uniformOpen } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import { buildRow, type CompiledParameter, compileSpace, rowToAssignments } from "../../space/compiled-space";
import { placeOnAxis } from "../../space/numeric-domain";
import { type Assignments, readAssignment, type Scalar, type Space } from "../../space/space";

const FACTORS = [1.2, 0.8];
const TRIES = 100;

export interface Explore {
  readonly space: Space;
  readonly donor: Assignments;
  readonly resample: number;
  readonly rng: Rng;
}

export function exploreAround({ space, donor, resample, rng }: Explore): Assignments {
  const compiled = compileSpace(space);
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const row = buildRow(compiled, (parameter) => {
      const value = readAssignment(donor, parameter.name);
      const anew = rng.uniform() < resample;
      if (value !== undefined && !anew) return changed(parameter, value, rng);
      return parameter.domain.decode(parameter.domain.warp(uniformOpen(rng)));
    });
    if (compiled.violation(row) === 0) return rowToAssignments(compiled, row);
  }
  return donor;
}

function changed({ parameter, domain }: CompiledParameter, value: Scalar, rng: Rng): Scalar {
  const up = uniformIndex(rng, 2);
  if (domain.count === 1) return value;
  if (parameter.type === "ordinal") return levelAt(domain, domain.indexOf(value) + (up === 0 ? 1 : -1));
  if ((parameter.type !== "float" && parameter.type !== "int") || typeof value !== "number") return value;
  const wanted = Math.min(parameter.high, Math.max(parameter.low, value * FACTORS[up]));
  if (domain.count === null) return wanted;
  const next = domain.decode(Math.min(1, Math.max(0, placeOnAxis(parameter, wanted))));
  // Times 0.8 is up where values are negative.
  const direction = Math.sign(wanted - value);
  return next === value ? levelAt(domain, domain.indexOf(value) + direction) : next;
}

function levelAt({ count, valueAt }: CompiledParameter["domain"], index: number): Scalar {
  return valueAt(Math.min((count ?? 1) - 1, Math.max(0, index)));
}
