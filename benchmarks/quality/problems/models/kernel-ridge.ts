/** Kernel ridge regression; a classification is a regression on indicators of the classes. */
import type { DataSet, Split } from "./data";
import { solveSpd } from "./linear-solve";

export type Kernel = (one: Float64Array, other: Float64Array) => number;

/** exp(-(distance / width)^2 / 2). */
export const gaussKernel =
  (width: number): Kernel =>
  (one, other) => {
    let sum = 0;
    for (let index = 0; index < one.length; index += 1) sum += (one[index] - other[index]) ** 2;
    return Math.exp(-sum / (2 * width * width));
  };

export const ardKernel =
  (widths: readonly number[]): Kernel =>
  (one, other) => {
    let sum = 0;
    for (let index = 0; index < one.length; index += 1) sum += ((one[index] - other[index]) / widths[index]) ** 2;
    return Math.exp(-sum / 2);
  };

export const laplaceKernel =
  (width: number): Kernel =>
  (one, other) => {
    let sum = 0;
    for (let index = 0; index < one.length; index += 1) sum += Math.abs(one[index] - other[index]);
    return Math.exp(-sum / width);
  };

export const polynomialKernel =
  (degree: number, offset: number): Kernel =>
  (one, other) => {
    let sum = offset;
    for (let index = 0; index < one.length; index += 1) sum += one[index] * other[index];
    return sum ** degree;
  };

/** Predictions for the test rows, one list per output; null when the system cannot be solved. */
export function kernelRidge(
  data: DataSet,
  { train, test }: Split,
  { kernel, alpha }: { kernel: Kernel; alpha: number },
): readonly Float64Array[] | null {
  const size = train.length;
  const gram = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      const value = kernel(data.x[train[row]], data.x[train[column]]);
      gram[row * size + column] = value;
      gram[column * size + row] = value;
    }
  }
  const { columns, means } = outputsOf(data, train);
  if (!solveSpd(gram, size, alpha, columns)) return null;
  return columns.map((weights, output) =>
    Float64Array.from(test, (row) => {
      let sum = means[output];
      for (let index = 0; index < size; index += 1) sum += weights[index] * kernel(data.x[row], data.x[train[index]]);
      return sum;
    }),
  );
}

/** What to predict, less its mean. */
function outputsOf({ y, classes }: DataSet, rows: readonly number[]): { columns: Float64Array[]; means: number[] } {
  const outputs = Array.from({ length: Math.max(1, classes) }, (_, output) =>
    Float64Array.from(rows, (row) => (classes === 0 ? y[row] : Number(y[row] === output))),
  );
  const means = outputs.map((column) => column.reduce((total, value) => total + value, 0) / rows.length);
  return { columns: outputs.map((column, output) => column.map((value) => value - means[output])), means };
}
