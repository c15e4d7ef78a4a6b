/**
 * Explore by a bandit: a child's numbers are those of which the model expects most improvement in the coming interval, plus
 * what it is unsure of. Parker-Holder et al. 2020: argmax mean + kappa · deviation, the deviation knowing of all
 * that trains now, so that children made at the same time are kept apart.
 *
 * Deviations: kappa is constant; choices are the donor's, or drawn anew, as in population-based training.
 */
import { standardNormal } from "../../rng/distributions";
import type { Rng } from "../../rng/rng";
import { buildRow, type CompiledSpace, compileSpace, type Row, rowToAssignments } from "../../space/compiled-space";
import { pointUnits } from "../../space/point-units";
import { type Assignments, readAssignment, type Space } from "../../space/space";
import { exploreAround } from "../pbt/explore";
import type { Improvement } from "./improvements";
import { fitTimeVaryingModel, type TimedPoint } from "./time-varying-model";

const KAPPA = 2;
const CANDIDATES = 256;
/** One in so many candidates is near the donor. */
const NEAR = 4;
const NEAR_DEVIATION = 0.1;
/** The newest of so many improvements are modelled; older ones are forgotten by then. */
const IMPROVEMENTS_MAX = 120;
const IMPROVEMENTS_MIN = 4;

export interface Bandit {
  readonly space: Space;
  readonly donor: Assignments;
  readonly resample: number;
  readonly improvements: readonly Improvement[];
  readonly pending: readonly Assignments[];
  /** The interval that the child will train first. */
  readonly time: number;
  readonly rng: Rng;
}

export function chooseNumbers({ improvements, pending, time, ...around }: Bandit): Assignments {
  const { space, donor, rng } = around;
  const start = exploreAround(around);
  const known = improvements.slice(-IMPROVEMENTS_MAX);
  const gains = standardize(known.map(({ gain }) => gain));
  if (known.length < IMPROVEMENTS_MIN || !gains) return start;
  const axes = axesOf(compileSpace(space));
  const model = fitTimeVaryingModel(
    known.map((improvement) => axes.pointOf(improvement.assignments, improvement.time)),
    gains,
    pending.map((assignments) => axes.pointOf(assignments, time)),
  );
  const home = axes.pointOf(donor, time).units;
  let [best, most] = [start, Number.NEGATIVE_INFINITY];
  for (let index = 0; index < CANDIDATES; index += 1) {
    const near = index % NEAR === 0;
    const units = home.map((unit) => (near ? clip(unit + NEAR_DEVIATION * standardNormal(rng)) : rng.uniform()));
    const row = axes.rowAt(units, start);
    if (row === null) continue;
    const candidate = rowToAssignments(axes.compiled, row);
    const point = axes.pointOf(candidate, time);
    const value = model.mean(point) + KAPPA * model.deviation(point);
    if (value > most) [best, most] = [candidate, value];
  }
  return best;
}

interface Axes {
  readonly compiled: CompiledSpace;
  pointOf(assignments: Assignments, time: number): TimedPoint;
  /** Numbers from their units, choices as given; null where a choice is missing or a constraint is broken. */
  rowAt(units: readonly number[], choices: Assignments): Row | null;
}

function axesOf(compiled: CompiledSpace): Axes {
  const isNumber = (index: number): boolean =>
    ["float", "int", "ordinal"].includes(compiled.parameters[index].parameter.type);
  const numbers = compiled.free.flatMap((index, coordinate) => (isNumber(index) ? [{ index, coordinate }] : []));
  const choices = compiled.free.flatMap((index, coordinate) => (isNumber(index) ? [] : [coordinate]));
  const column = new Map(numbers.map(({ index }, place) => [index, place]));
  return {
    compiled,
    pointOf(assignments, time) {
      const units = pointUnits(compiled, assignments);
      // An inactive number is in the middle, so that it adds no distance to another inactive one; an inactive choice is -1.
      const orElse = (value: number, otherwise: number): number => (Number.isNaN(value) ? otherwise : value);
      return {
        units: numbers.map(({ coordinate }) => orElse(units[coordinate], 0.5)),
        choices: choices.map((coordinate) => orElse(units[coordinate], -1)),
        time,
      };
    },
    rowAt(units, given) {
      let whole = true;
      const row = buildRow(compiled, ({ name, domain }, index) => {
        const place = column.get(index);
        if (place !== undefined) return domain.decode(units[place]);
        const value = domain.count === 1 ? domain.valueAt(0) : readAssignment(given, name);
        if (value === undefined) whole = false;
        return value;
      });
      return whole && compiled.violation(row) === 0 ? row : null;
    },
  };
}

/** Mean 0 and variance 1; null when they differ by no more than rounding. */
function standardize(values: readonly number[]): readonly number[] | null {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / values.length, 0));
  const rounding = 1e-12 * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // Squares of huge gains may be infinite.
  return deviation > rounding && Number.isFinite(deviation) ? values.map((value) => (value - mean) / deviation) : null;
}

function clip(unit: number): number {
  return Math.min(1, Math.max(0, unit));
}
