/**
 * Minimizes a smooth function within bounds: limited-memory BFGS on the coordinates that are free to move, with steps
 * projected onto the box. A generator: it yields points and is sent values with gradients, so that many searches can be
 * evaluated as one batch.
 *
 * Liu & Nocedal 1989 (two-loop recursion, pair scaling γ); active set and projected search after Bertsekas 1982,
 * Projected Newton methods, SIAM J. Control Optim. 20, 221-246, as in Schmidt, Kim & Sra 2011, section 4. Unlike
 * L-BFGS-B (Byrd et al. 1995) it finds the active set from the gradient alone instead of a Cauchy point: cheaper, and
 * on boxes of a few dozen coordinates as good.
 */

export interface Evaluation {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface Box {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export interface LbfgsOptions {
  readonly iterationsMax: number;
  /** Ends when the largest component of the projected gradient is below this. */
  readonly tolerance: number;
  /** How many pairs of steps and gradient changes are remembered. */
  readonly memory?: number;
}

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
}

export type Search = Generator<Float64Array, Minimum, Evaluation>;

const ARMIJO = 1e-4;
const BACKTRACKS_MAX = 20;

/** Yields what must be evaluated next. A value that is not finite counts as worse than any other. */
export function* projectedLbfgs(start: Float64Array, box: Box, options: LbfgsOptions): Search {
  const memory = new PairMemory(start.length, options.memory ?? 8);
  let x = projected(start, box);
  let { value, gradient } = yield x;
  if (!Number.isFinite(value)) return { x, value };
  for (let iteration = 0; iteration < options.iterationsMax; iteration += 1) {
    const free = freeCoordinates(x, gradient, box);
    if (largest(gradient, free) < options.tolerance) break;
    const direction = memory.direction(gradient, free);
    const step = yield* lineSearch({ x, value, gradient, direction, box, first: iteration === 0 });
    if (!step) {
      if (memory.empty) break;
      memory.clear(); // a direction spoilt by old curvature; steepest descent gets one more chance
      continue;
    }
    memory.add(step.x, x, step.gradient, gradient);
    const gain = value - step.value;
    ({ x, value, gradient } = step);
    if (gain <= 1e-12 * Math.max(1, Math.abs(value))) break;
  }
  return { x, value };
}

interface Line {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly direction: Float64Array;
  readonly box: Box;
  readonly first: boolean;
}

interface Step extends Evaluation {
  readonly x: Float64Array;
}

/** Halves the step until the projected point is better by Armijo's rule; null when none is. */
function* lineSearch({
  x,
  value,
  gradient,
  direction,
  box,
  first,
}: Line): Generator<Float64Array, Step | null, Evaluation> {
  // The first step has no curvature to go by: no further than a tenth of the box's unit.
  let length = first ? Math.min(1, 0.1 / Math.max(1e-12, largest(direction))) : 1;
  for (let backtrack = 0; backtrack < BACKTRACKS_MAX; backtrack += 1) {
    const next = projectedStep(x, direction, { length, box });
    let expected = 0;
    let moved = false;
    for (let index = 0; index < x.length; index += 1) {
      expected += gradient[index] * (next[index] - x[index]);
      moved ||= next[index] !== x[index];
    }
    if (!moved) return null;
    const evaluation = yield next;
    if (expected < 0 && evaluation.value <= value + ARMIJO * expected) return { x: next, ...evaluation };
    length *= 0.5;
  }
  return null;
}

/** Coordinates not held at a bound by the gradient. */
function freeCoordinates(x: Float64Array, gradient: Float64Array, { low, high }: Box): Uint8Array {
  const free = new Uint8Array(x.length);
  for (let index = 0; index < x.length; index += 1) {
    const heldLow = x[index] <= low[index] && gradient[index] > 0;
    const heldHigh = x[index] >= high[index] && gradient[index] < 0;
    free[index] = heldLow || heldHigh ? 0 : 1;
  }
  return free;
}

function projectedStep(
  x: Float64Array,
  direction: Float64Array,
  { length, box: { low, high } }: { readonly length: number; readonly box: Box },
): Float64Array {
  const next = new Float64Array(x.length);
  for (let index = 0; index < x.length; index += 1) {
    next[index] = Math.min(high[index], Math.max(low[index], x[index] + length * direction[index]));
  }
  return next;
}

function projected(x: Float64Array, { low, high }: Box): Float64Array {
  return x.map((coordinate, index) => Math.min(high[index], Math.max(low[index], coordinate)));
}

function largest(vector: Float64Array, free?: Uint8Array): number {
  let size = 0;
  for (let index = 0; index < vector.length; index += 1) {
    if (!free || free[index]) size = Math.max(size, Math.abs(vector[index]));
  }
  return size;
}

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  curvature: number;
}

/** The last steps s and gradient changes y, and the direction -H g they imply. Arrays are used again and again. */
class PairMemory {
  /** The oldest first. */
  #pairs: Pair[] = [];
  /** What a new pair is written to; kept for the next when it turns out to be of no use. */
  #spare: Pair;
  readonly #direction: Float64Array;
  readonly #weights: Float64Array;

  constructor(
    dimensions: number,
    private readonly limit: number,
  ) {
    this.#spare = emptyPair(dimensions);
    this.#direction = new Float64Array(dimensions);
    this.#weights = new Float64Array(limit);
  }

  get empty(): boolean {
    return this.#pairs.length === 0;
  }

  clear(): void {
    this.#pairs = [];
  }

  add(x: Float64Array, before: Float64Array, gradient: Float64Array, gradientBefore: Float64Array): void {
    const { step, change } = this.#spare;
    subtract(step, x, before);
    subtract(change, gradient, gradientBefore);
    const curvature = dot(step, change);
    // Without positive curvature the implied Hessian would not be positive definite.
    if (!(curvature > 1e-10 * dot(change, change) ** 0.5 * dot(step, step) ** 0.5)) return;
    this.#spare.curvature = curvature;
    this.#pairs.push(this.#spare);
    const oldest = this.#pairs.length > this.limit ? this.#pairs.shift() : undefined;
    this.#spare = oldest ?? emptyPair(x.length);
  }

  /** Valid until the next is asked for. */
  direction(gradient: Float64Array, free: Uint8Array): Float64Array {
    const q = this.#direction;
    const weights = this.#weights;
    for (let index = 0; index < q.length; index += 1) q[index] = free[index] ? gradient[index] : 0;
    for (let place = this.#pairs.length - 1; place >= 0; place -= 1) {
      const { step, change, curvature } = this.#pairs[place];
      weights[place] = dot(step, q) / curvature;
      addScaled(q, change, -weights[place]);
    }
    const newest = this.#pairs.at(-1);
    if (newest) scale(q, newest.curvature / dot(newest.change, newest.change));
    for (let place = 0; place < this.#pairs.length; place += 1) {
      const { step, change, curvature } = this.#pairs[place];
      addScaled(q, step, weights[place] - dot(change, q) / curvature);
    }
    for (let index = 0; index < q.length; index += 1) q[index] = free[index] ? -q[index] : 0;
    return q;
  }
}

function emptyPair(dimensions: number): Pair {
  return { step: new Float64Array(dimensions), change: new Float64Array(dimensions), curvature: 0 };
}

function subtract(into: Float64Array, one: Float64Array, other: Float64Array): void {
  for (let index = 0; index < into.length; index += 1) into[index] = one[index] - other[index];
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += one[index] * other[index];
  return sum;
}

function addScaled(target: Float64Array, vector: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index += 1) target[index] += factor * vector[index];
}

function scale(target: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index += 1) target[index] *= factor;
}
