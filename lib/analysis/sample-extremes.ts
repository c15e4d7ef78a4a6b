interface Placed {
  readonly x: number;
  readonly value: number;
}

interface SampleRequest<Point extends Placed> {
  readonly points: readonly Point[];
  readonly limit: number;
  /** Shown whatever happens. */
  readonly keep: ReadonlySet<Point>;
}

/**
 * Thins a cloud of points for drawing without changing its outline: in each stretch of the axis the lowest and the highest
 * stay, then as many of the others as there is room for, evenly spaced. The same points always give the same sample.
 */
export function sampleExtremes<Point extends Placed>({ points, limit, keep }: SampleRequest<Point>): readonly Point[] {
  if (points.length <= limit) return points;
  const ordered = points.toSorted((a, b) => a.x - b.x);
  const chosen = new Set<Point>(keep);
  const stretches = Math.max(1, Math.floor(limit / 8));
  const width = ordered.length / stretches;
  for (let index = 0; index < stretches; index += 1) {
    const stretch = ordered.slice(Math.floor(index * width), Math.floor((index + 1) * width));
    for (const point of extremes(stretch)) chosen.add(point);
  }
  const others = ordered.filter((point) => !chosen.has(point));
  const room = Math.max(0, limit - chosen.size);
  for (let index = 0; index < room; index += 1) {
    const point = others[Math.floor((index * others.length) / room)];
    if (point !== undefined) chosen.add(point);
  }
  return ordered.filter((point) => chosen.has(point));
}

function extremes<Point extends Placed>(stretch: readonly Point[]): Point[] {
  const [first] = stretch;
  if (first === undefined) return [];
  const low = stretch.reduce((best, point) => (point.value < best.value ? point : best), first);
  const high = stretch.reduce((best, point) => (point.value > best.value ? point : best), first);
  return [low, high];
}
