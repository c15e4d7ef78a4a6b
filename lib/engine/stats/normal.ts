/**
 * Standard normal distribution: cumulative probability and quantile, accurate in both tails.
 */

const SQRT_2PI = Math.sqrt(2 * Math.PI);

/**
 * Probability below z, with full relative accuracy in the lower tail (upper tail: use normalCdf(-z)).
 * Cody 1969, Rational Chebyshev approximations for the error function, as arranged in his ANORM (1993).
 */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  const y = Math.abs(z);
  if (y <= 0.66291) return 0.5 + z * ratio(CENTER_P, CENTER_Q, z * z);
  const tail = y > 38.6 ? 0 : upperTail(y);
  return z < 0 ? tail : 1 - tail;
}

function upperTail(y: number): number {
  // exp(-y²/2) split so that the part squared is exact: y² in one piece would cost up to log10(y²) digits.
  const coarse = Math.trunc(y * 16) / 16;
  const gauss = Math.exp(-0.5 * coarse * coarse) * Math.exp(-0.5 * (y - coarse) * (y + coarse));
  return gauss * tailOverGauss(y);
}

/** (1 - Φ(y)) exp(y²/2) for y above 0.66291: finite however far out. */
function tailOverGauss(y: number): number {
  if (y <= Math.sqrt(32)) return ratio(MIDDLE_P, MIDDLE_Q, y);
  const inverseSquare = 1 / (y * y);
  return (1 / SQRT_2PI - inverseSquare * ratio(TAIL_P, TAIL_Q, inverseSquare)) / y;
}

/** Density at z. */
export function normalPdf(z: number): number {
  return Math.exp(-0.5 * z * z) / SQRT_2PI;
}

/** Mills' ratio Φ(-y) / φ(y) for y of at least 1; about 1 / y far out, where both parts have long underflown. */
export function millsRatio(y: number): number {
  return SQRT_2PI * tailOverGauss(y);
}

/** ln Φ(z), also where Φ(z) underflows. */
export function logNormalCdf(z: number): number {
  if (z > -1) return Math.log(normalCdf(z));
  return -0.5 * z * z - Math.log(SQRT_2PI) + Math.log(millsRatio(-z));
}

/**
 * The z with probability p below it. Wichura 1988, algorithm AS 241 (PPND16): about 16 digits.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(QUANTILE_A, QUANTILE_B, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const z = r <= 5 ? ratio(QUANTILE_C, QUANTILE_D, r - 1.6) : ratio(QUANTILE_E, QUANTILE_F, r - 5);
  return q < 0 ? -z : z;
}

/** Quotient of two polynomials; coefficients from the highest power down. */
function ratio(numerator: readonly number[], denominator: readonly number[], x: number): number {
  return polynomial(numerator, x) / polynomial(denominator, x);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}

// Cody's ANORM: |z| <= 0.66291, |z| <= sqrt(32), beyond.
const CENTER_P = [0.06568233791820745, 2.2352520354606837, 161.02823106855587, 1067.6894854603709, 18154.98125334356];
const CENTER_Q = [1, 47.202581904688245, 976.0985517377767, 10260.932208618979, 45507.78933502673];
const MIDDLE_P = [
  1.0765576773720192e-8, 0.39894151208813466, 8.883149794388377, 93.50665613217785, 597.2702763948002,
  2494.5375852903726, 6848.190450536283, 11602.65143764735, 9842.714838383978,
];
const MIDDLE_Q = [
  1, 22.266688044328117, 235.387901782625, 1519.3775994075547, 6485.558298266761, 18615.571640885097, 34900.95272114598,
  38912.00328609327, 19685.429676859992,
];
const TAIL_P = [
  0.023073441764940174, 0.215898534057957, 0.12740116116024736, 0.022235277870649807, 0.0014216191932278934,
  2.9112874951168793e-5,
];
const TAIL_Q = [
  1, 1.284260096144911, 0.4682382124808651, 0.06598813786892856, 0.0037823963320275824, 7.297515550839662e-5,
];

// Wichura's PPND16: centre, |z| up to about 8.3, beyond.
const QUANTILE_A = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
  133.14166789178438, 3.3871328727963665,
];
const QUANTILE_B = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
  42.31333070160091, 1,
];
const QUANTILE_C = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const QUANTILE_D = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const QUANTILE_E = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
  1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const QUANTILE_F = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615,
  0.1369298809227358, 0.599832206555888, 1,
];
