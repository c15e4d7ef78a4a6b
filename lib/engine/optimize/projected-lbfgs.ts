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
  const memory = new PairMemory(options.memory ?? 8);
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
    const next = projected(
      x.map((coordinate, index) => coordinate + length * direction[index]),
      box,
    );
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
  readonly curvature: number;
}

/** The last steps s and gradient changes y, and the direction -H g they imply. */
class PairMemory {
  #pairs: Pair[] = [];

  constructor(private readonly limit: number) {}

  get empty(): boolean {
    return this.#pairs.length === 0;
  }

  clear(): void {
    this.#pairs = [];
  }

  add(x: Float64Array, before: Float64Array, gradient: Float64Array, gradientBefore: Float64Array): void {
    const step = x.map((coordinate, index) => coordinate - before[index]);
    const change = gradient.map((slope, index) => slope - gradientBefore[index]);
    const curvature = dot(step, change);
    // Without positive curvature the implied Hessian would not be positive definite.
    if (!(curvature > 1e-10 * dot(change, change) ** 0.5 * dot(step, step) ** 0.5)) return;
    this.#pairs.push({ step, change, curvature });
    if (this.#pairs.length > this.limit) this.#pairs.shift();
  }

  direction(gradient: Float64Array, free: Uint8Array): Float64Array {
    const q = gradient.map((slope, index) => (free[index] ? slope : 0));
    const weights: number[] = [];
    for (const { step, change, curvature } of [...this.#pairs].reverse()) {
      const weight = dot(step, q) / curvature;
      weights.unshift(weight);
      addScaled(q, change, -weight);
    }
    const newest = this.#pairs.at(-1);
    if (newest) scale(q, newest.curvature / dot(newest.change, newest.change));
    for (const [index, { step, change, curvature }] of this.#pairs.entries()) {
      addScaled(q, step, weights[index] - dot(change, q) / curvature);
    }
    return q.map((part, index) => (free[index] ? -part : 0));
  }
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
