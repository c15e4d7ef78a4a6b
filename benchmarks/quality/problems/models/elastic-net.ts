/** Linear regression with a mixed penalty, by coordinate descent (Friedman, Hastie & Tibshirani 2010, eq. 5). */
import type { DataSet, Split } from "./data";

const SWEEPS = 60;

export function elasticNet(
  data: DataSet,
  { train, test }: Split,
  { alpha, ratio }: { alpha: number; ratio: number },
): Float64Array {
  const features = data.x[0].length;
  const mean = train.reduce((total, row) => total + data.y[row], 0) / train.length;
  const residual = Float64Array.from(train, (row) => data.y[row] - mean);
  const columns = Array.from({ length: features }, (_, feature) =>
    Float64Array.from(train, (row) => data.x[row][feature]),
  );
  const squares = columns.map((column) => column.reduce((total, value) => total + value * value, 0) / train.length);
  const weights = new Float64Array(features);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let change = 0;
    for (let feature = 0; feature < features; feature += 1) {
      const column = columns[feature];
      let pull = squares[feature] * weights[feature];
      for (let row = 0; row < column.length; row += 1) pull += (column[row] * residual[row]) / column.length;
      const next =
        (Math.sign(pull) * Math.max(0, Math.abs(pull) - alpha * ratio)) / (squares[feature] + alpha * (1 - ratio));
      const step = next - weights[feature];
      if (step !== 0) for (let row = 0; row < column.length; row += 1) residual[row] -= step * column[row];
      weights[feature] = next;
      change = Math.max(change, Math.abs(step));
    }
    if (change < 1e-5) break;
  }
  return Float64Array.from(test, (row) =>
    weights.reduce((total, weight, feature) => total + weight * data.x[row][feature], mean),
  );
}
