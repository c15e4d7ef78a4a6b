/**
 * Beta distribution: cumulative probability by the continued fraction of the regularized incomplete beta function
 * (Lentz's method; DLMF 8.17.22) and quantile by guarded Newton steps on it.
 */
const ITERATIONS_MAX = 10_000;
const TINY = 1e-300;

/** The x with probability `p` below it under Beta(a, b). */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  const logNormalizer = logBeta(a, b);
  let [low, high] = [0, 1];
  let x = a / (a + b);
  for (let step = 0; step < 200 && high - low > 1e-16 * high; step += 1) {
    const error = cumulative(x, { a, b, logNormalizer }) - p;
    if (error === 0) return x;
    if (error > 0) high = x;
    else low = x;
    const next = x - error / density(x, { a, b, logNormalizer });
    // Newton only inside the bracket; bisection otherwise, so flat or infinite densities still converge.
    const accepted = next > low && next < high ? next : (low + high) / 2;
    if (accepted === x) return x;
    x = accepted;
  }
  return x;
}

/** Probability below x under Beta(a, b). */
export function betaCdf(x: number, a: number, b: number): number {
  return cumulative(x, { a, b, logNormalizer: logBeta(a, b) });
}

interface Shape {
  readonly a: number;
  readonly b: number;
  /** ln B(a, b), the same for all x and the dearest part. */
  readonly logNormalizer: number;
}

function cumulative(x: number, { a, b, logNormalizer }: Shape): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast below the mean; above it the symmetric one does.
  if (x < (a + 1) / (a + b + 2)) return lowerPart(x, { a, b, logNormalizer });
  return 1 - lowerPart(1 - x, { a: b, b: a, logNormalizer });
}

function density(x: number, { a, b, logNormalizer }: Shape): number {
  return Math.exp((a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - logNormalizer);
}

function lowerPart(x: number, { a, b, logNormalizer }: Shape): number {
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - logNormalizer) / a;
  return front / continuedFraction(x, a, b);
}

function continuedFraction(x: number, a: number, b: number): number {
  let value = 1;
  let c = 1;
  let d = 0;
  for (let m = 0; m <= ITERATIONS_MAX; m += 1) {
    const before = value;
    const odd = m === 0 ? 0 : (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const even = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    for (const term of m === 0 ? [even] : [odd, even]) {
      d = 1 / guarded(1 + term * d);
      c = guarded(1 + term / c);
      value *= c * d;
    }
    if (Math.abs(value - before) <= 1e-16 * Math.abs(value)) return value;
  }
  return value;
}

/** Lentz's guard: a zero denominator would poison the rest of the fraction. */
function guarded(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** ln Γ(x) for x > 0: recurrence up to 10, then Stirling's series (DLMF 5.11.1). */
export function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  while (z < 10) {
    shift += Math.log(z);
    z += 1;
  }
  const w = 1 / (z * z);
  const series = (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w * (1 / 1188 - (w * 691) / 360360))))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
