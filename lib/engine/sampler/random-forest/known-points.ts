/**
 * Where trials were and are. A forest is flat between its splits and would put trials that are out together into the same few cells, closer
 * than anything it could learn from. So while a trial is out, a neighbourhood of it is left alone: a quarter of the spacing that
 * as many points as are known have on a grid, which shrinks as the search goes into detail.
 */
const NEIGHBOURHOOD = 0.25;

export class KnownPoints {
  readonly #out: Float64Array[] = [];
  /** Points by their set of active parameters. */
  readonly #branches = new Map<string, Float64Array[]>();
  readonly #dimensions: number;
  #count = 0;

  constructor(
    /** By coordinate: number of values without order, else 0. */
    private readonly levels: Int32Array,
    { ended, out }: { readonly ended: readonly Float64Array[]; readonly out: readonly Float64Array[] },
  ) {
    this.#dimensions = levels.reduce((count, level) => count + (level === 0 ? 1 : 0), 0);
    for (const unit of ended) this.#tally(unit);
    for (const unit of out) this.addOut(unit);
  }

  /** A trial that is out from now on. */
  addOut(unit: Float64Array): void {
    this.#out.push(unit);
    this.#tally(unit);
  }

  /** How many points have the same parameters active as this one. */
  inBranch(unit: Float64Array): number {
    return this.#branches.get(branchOf(unit))?.length ?? 0;
  }

  /** Squared distance to the nearest point of the same branch. */
  distanceInBranch(unit: Float64Array): number {
    const branch = this.#branches.get(branchOf(unit)) ?? [];
    return branch.reduce((least, other) => Math.min(least, this.#squaredDistance(unit, other)), Infinity);
  }

  /** Whether a trial is out in the neighbourhood of this point. */
  isCrowded(unit: Float64Array): boolean {
    const radius = NEIGHBOURHOOD * (this.#count + 1) ** (-1 / this.#dimensions);
    return this.#out.some((other) => this.#squaredDistance(unit, other) < radius * radius);
  }

  #tally(unit: Float64Array): void {
    this.#count += 1;
    const branch = branchOf(unit);
    const known = this.#branches.get(branch);
    if (known) known.push(unit);
    else this.#branches.set(branch, [unit]);
  }

  /** Numbers by their difference; values without order, and a value against none, count 1 where they differ (Gower 1971). */
  #squaredDistance(one: Float64Array, other: Float64Array): number {
    let sum = 0;
    for (let c = 0; c < one.length; c += 1) sum += difference(one[c], other[c], this.levels[c] > 0);
    return sum;
  }
}

function difference(one: number, other: number, unordered: boolean): number {
  const apart = one - other;
  if (!Number.isNaN(apart)) return unordered ? Math.sign(Math.abs(apart)) : apart * apart;
  return Number.isNaN(one) && Number.isNaN(other) ? 0 : 1;
}

const branchOf = (unit: Float64Array): string =>
  Array.from(unit, (value) => (Number.isNaN(value) ? "-" : "+")).join("");
