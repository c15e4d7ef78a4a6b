/**
 * Points in unit coordinates, one after the other in one array: every one settled on a point of the space (levels at the
 * middle of their cells, NaN where inactive) and obeying the constraints.
 */
import { uniformOpen } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import type { CompiledSpace } from "../../space/compiled-space";
import type { Scalar } from "../../space/space";

export class CandidatePool {
  readonly dimensions: number;
  units: Float64Array;
  count = 0;
  /** Reused from point to point. Conditions read earlier parameters only, which are always those of the point at hand. */
  readonly #row: (Scalar | undefined)[];

  constructor(
    private readonly compiled: CompiledSpace,
    capacity: number,
  ) {
    this.dimensions = compiled.free.length;
    this.units = new Float64Array(Math.max(1, capacity) * this.dimensions);
    this.#row = compiled.parameters.map(() => undefined);
  }

  /** Adds the point at these coordinates, where NaN is drawn anew should it be needed. False when it breaks a constraint. */
  add(unit: Float64Array, rng: Rng): boolean {
    const at = this.count * this.dimensions;
    this.#reserve(at + this.dimensions);
    this.units.set(unit, at);
    // Without conditions and constraints nobody needs values: coordinates are settled by themselves.
    if (!(this.compiled.unrestricted ? this.#settleEach(at) : this.#settleRow(at, rng))) return false;
    this.count += 1;
    return true;
  }

  /** The coordinates of a point, as a view. */
  at(index: number): Float64Array {
    return this.units.subarray(index * this.dimensions, (index + 1) * this.dimensions);
  }

  clear(): void {
    this.count = 0;
  }

  #reserve(length: number): void {
    if (length <= this.units.length) return;
    const longer = new Float64Array(2 * length);
    longer.set(this.units);
    this.units = longer;
  }

  #settleEach(at: number): boolean {
    const { free, parameters } = this.compiled;
    for (let c = 0; c < free.length; c += 1) {
      const { domain } = parameters[free[c]];
      if (domain.count !== null) this.units[at + c] = domain.encode(domain.decode(this.units[at + c]));
    }
    return true;
  }

  #settleRow(at: number, rng: Rng): boolean {
    const { parameters, coordinates } = this.compiled;
    const row = this.#row;
    row.fill(undefined);
    for (let index = 0; index < parameters.length; index += 1) {
      const { domain } = parameters[index];
      const coordinate = coordinates[index];
      if (!parameters[index].isActive(row)) {
        if (coordinate >= 0) this.units[at + coordinate] = Number.NaN;
        continue;
      }
      if (coordinate < 0) {
        row[index] = domain.decode(0.5);
        continue;
      }
      const given = this.units[at + coordinate];
      const unit = Number.isNaN(given) ? domain.warp(uniformOpen(rng)) : given;
      row[index] = domain.decode(unit);
      this.units[at + coordinate] = domain.count === null ? unit : domain.encode(row[index] ?? null);
    }
    return this.compiled.constraints.length === 0 || this.compiled.violation(row) === 0;
  }
}

/** Writes a draw from the prior. */
export function drawUnits(compiled: CompiledSpace, rng: Rng, unit: Float64Array): void {
  for (let c = 0; c < unit.length; c += 1) {
    unit[c] = compiled.parameters[compiled.free[c]].domain.warp(uniformOpen(rng));
  }
}
