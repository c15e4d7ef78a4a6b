/** Fewer values than this say little about what is usual. */
const ENOUGH = 12;
/** Tukey's outer fence is 3 interquartile ranges; wider here, since a search is expected to find poor regions. */
const REACH = 6;

/** Bounds of the usual values, rounded outwards since they end an axis; each `null` where nothing lies beyond it. */
export function valueFence(values: readonly number[]): { readonly low: number | null; readonly high: number | null } {
  if (values.length < ENOUGH) return { low: null, high: null };
  const sorted = Float64Array.from(values).sort();
  const q1 = at(sorted, 0.25);
  const q3 = at(sorted, 0.75);
  const range = q3 - q1;
  if (range === 0) return { low: null, high: null };
  const step = 10 ** Math.floor(Math.log10(range * REACH));
  const low = withoutDust(Math.floor((q1 - REACH * range) / step) * step);
  const high = withoutDust(Math.ceil((q3 + REACH * range) / step) * step);
  return { low: at(sorted, 0) < low ? low : null, high: at(sorted, 1) > high ? high : null };
}

/** 0.7, where the product says 0.7000000000000001: an axis that begins there has no tick at its end. */
function withoutDust(value: number): number {
  return Number(value.toPrecision(12));
}

function at(sorted: Float64Array, quantile: number): number {
  return sorted[Math.round((sorted.length - 1) * quantile)] ?? Number.NaN;
}
