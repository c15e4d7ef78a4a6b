/**
 * Points of a search space as features of a Gaussian process: where distance means likeness.
 *
 * - A numeric parameter (float, int, ordinal) that always exists is one column, its unit coordinate.
 * - One that exists under a condition is a point on an arc of radius 1, one radian long, and the arc's centre while it is
 *   inactive: nearby values are as far apart as without the arc (up to 4 %), and every value is 1 away from "absent".
 *   A Euclidean embedding, so the kernel stays positive definite whatever the conditions
 *   (Swersky, Duvenaud, Snoek, Hutter & Osborne 2014, Raiders of the lost architecture, arXiv:1409.4011, section 3).
 * - A categorical or bool is a code: equal or not, absence being a value of its own.
 *
 * - Where results of several rungs are modelled together, the distance of a result's rung from the one that is asked about
 *   is one more column, the last: how alike two rungs are is learnt like how alike two values are.
 *
 * Columns of one parameter share a weight, so a parameter has one length scale.
 */
import type { FeatureLayout, FeaturePoints } from "../../linalg/kernels";
import type { CompiledSpace } from "../../space/compiled-space";
import { toUnitPoints, type UnitPoints } from "../../space/unit-points";

/** Code of an inactive categorical. */
const ABSENT = -1;

export interface FeatureMap {
  readonly layout: FeatureLayout;
  /** Group of the distance between rungs; null where there is none. */
  readonly distance: number | null;
  /**
   * From unit coordinates, one per free parameter, NaN where inactive.
   *
   * @param distances of the points' rungs; all at the rung that is asked about when left out
   */
  toFeatures(units: readonly Float64Array[], distances?: Float64Array): FeaturePoints;
  /** The same of points in one array, all at the rung that is asked about. */
  featuresOf(points: UnitPoints): FeaturePoints;
  /** A gradient by numeric features of one point as a gradient by its unit coordinates; 0 for codes and what is inactive. */
  toUnitGradient(units: Float64Array, gradient: Float64Array): Float64Array;
}

type Column =
  | { readonly kind: "line"; readonly coordinate: number }
  | { readonly kind: "arc"; readonly coordinate: number }
  | { readonly kind: "code"; readonly coordinate: number; readonly levels: number };

const maps = { oneRung: new WeakMap<CompiledSpace, FeatureMap>(), rungs: new WeakMap<CompiledSpace, FeatureMap>() };

/** The feature map of a space, for results of one rung or of several. Remembered by identity, as compiled spaces are. */
export function featureMap(compiled: CompiledSpace, of: keyof typeof maps = "oneRung"): FeatureMap {
  const known = maps[of].get(compiled);
  if (known) return known;
  const made = makeMap(compiled, of);
  maps[of].set(compiled, made);
  return made;
}

function makeMap(compiled: CompiledSpace, of: keyof typeof maps): FeatureMap {
  const columns = compiled.free.map((index, coordinate): Column => {
    const { parameter, domain } = compiled.parameters[index];
    if (parameter.type === "categorical" || parameter.type === "bool") {
      return { kind: "code", coordinate, levels: domain.count ?? 1 };
    }
    return { kind: parameter.when ? "arc" : "line", coordinate };
  });
  const numeric = columns.filter(({ kind }) => kind !== "code");
  const codes = columns.filter((column) => column.kind === "code");
  const groupsOfNumeric = numeric.flatMap(({ kind, coordinate }) =>
    kind === "arc" ? [coordinate, coordinate] : [coordinate],
  );
  const distance = of === "rungs" ? columns.length : null;
  const groups = [...groupsOfNumeric, ...(distance === null ? [] : [distance])];
  const layout: FeatureLayout = {
    numeric: groups.length,
    codes: codes.length,
    groups: columns.length + (distance === null ? 0 : 1),
    groupOf: Int32Array.from([...groups, ...codes.map(({ coordinate }) => coordinate)]),
  };
  const featuresOf = ({ dimensions, count, units }: UnitPoints): FeaturePoints => {
    const points: FeaturePoints = {
      layout,
      count,
      numeric: new Float64Array(count * layout.numeric),
      codes: new Int32Array(count * layout.codes),
    };
    writeNumeric(numeric, { dimensions, count, units }, points);
    for (const [at, { coordinate, levels }] of codes.entries()) {
      for (let row = 0; row < count; row += 1) {
        const place = units[row * dimensions + coordinate];
        points.codes[row * layout.codes + at] = Number.isNaN(place) ? ABSENT : Math.floor(place * levels);
      }
    }
    return points;
  };
  return {
    layout,
    distance,
    featuresOf,
    toFeatures(units, distances) {
      const points = featuresOf(toUnitPoints(units, columns.length));
      if (distance === null || !distances) return points;
      const { numeric: written } = points;
      for (const [row, far] of distances.entries()) written[row * layout.numeric + layout.numeric - 1] = far;
      return points;
    },
    toUnitGradient(units, gradient) {
      const result = new Float64Array(units.length);
      let at = 0;
      for (const { kind, coordinate } of numeric) {
        const angle = units[coordinate] - 0.5;
        if (kind === "line") result[coordinate] = gradient[at];
        else if (!Number.isNaN(angle))
          result[coordinate] = gradient[at + 1] * Math.cos(angle) - gradient[at] * Math.sin(angle);
        at += kind === "arc" ? 2 : 1;
      }
      return result;
    },
  };
}

/** The numeric columns of all points, column by column. */
function writeNumeric(columns: readonly Column[], { dimensions, units }: UnitPoints, points: FeaturePoints): void {
  const { layout, count, numeric } = points;
  let at = 0;
  for (const { kind, coordinate } of columns) {
    const write = kind === "arc" ? writeArc : writeLine;
    for (let row = 0; row < count; row += 1) {
      write(units[row * dimensions + coordinate], numeric, row * layout.numeric + at);
    }
    at += kind === "arc" ? 2 : 1;
  }
}

function writeLine(place: number, into: Float64Array, at: number): void {
  // A value that says nothing (a text where a number belongs) is no reason to lose the others: the middle.
  into[at] = Number.isNaN(place) ? 0.5 : place;
}

function writeArc(place: number, into: Float64Array, at: number): void {
  const present = !Number.isNaN(place);
  into[at] = present ? Math.cos(place - 0.5) : 0;
  into[at + 1] = present ? Math.sin(place - 0.5) : 0;
}
