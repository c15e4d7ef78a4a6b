interface Point {
  readonly trial_number: number;
  readonly value: number;
}

interface Box {
  readonly width: number;
  readonly height: number;
}

/** A best-so-far curve as the path of a small step line: values change at a trial, not between two. Null below two points. */
export function sparklinePath(curve: readonly Point[], { width, height }: Box): string | null {
  const [first] = curve;
  const last = curve.at(-1);
  if (first === undefined || last === undefined || curve.length < 2) return null;
  const values = curve.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const span = last.trial_number - first.trial_number || 1;
  const x = (trial: number) => round(((trial - first.trial_number) / span) * width);
  // A course that never improved is a line in the middle, not along an edge. Halved first: the difference of two huge values overflows.
  const y = (value: number) =>
    round(high === low ? height / 2 : (1 - (value / 2 - low / 2) / (high / 2 - low / 2)) * height);
  return curve
    .map(({ trial_number, value }, index) =>
      index === 0 ? `M${x(trial_number)} ${y(value)}` : `H${x(trial_number)}V${y(value)}`,
    )
    .join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
