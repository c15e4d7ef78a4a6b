const MINUS = "\u2212";
const SMALLEST_PLAIN = 1e-4;
const LARGEST_PLAIN = 1e7;

/** A number as people read it: at most `significant` digits, a real minus sign, an exponent only where zeros would be counted. */
export function formatNumber(value: number, significant = 5): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = needsExponent(size) ? exponential(size, significant) : plain(size, significant);
  return value < 0 ? `${MINUS}${text}` : text;
}

/** The number behind a stored metric value, where NaN and the infinities are strings. */
export function toNumber(value: number | "NaN" | "Infinity" | "-Infinity"): number {
  return typeof value === "number" ? value : Number(value);
}

/**
 * One format for a column, so that digits stand below digits: the same number of decimals in each row. Columns that span
 * too many magnitudes for that (a log-scaled learning rate) fall back to significant digits, where what needs an exponent
 * has the same digits before it. Zero is `0` in every column: `0.000` is how a number too small for the column would look.
 */
export function columnNumberFormat(values: readonly number[], significant = 5): (value: number) => string {
  const finite = values.filter((value) => Number.isFinite(value));
  if (finite.every(Number.isInteger)) return (value) => formatNumber(value, 15);
  const sizes = finite.map(Math.abs).filter((size) => size > 0);
  const largest = Math.max(...sizes);
  const spread = largest / Math.min(...sizes);
  if (largest >= LARGEST_PLAIN || largest < SMALLEST_PLAIN || spread > 1e3) return bySignificance(sizes, significant);
  const room = significant - 1 - Math.floor(Math.log10(largest));
  const decimals = Math.min(Math.max(room, 0), Math.max(...finite.map(decimalsOf)));
  return (value) =>
    // A value that came later may be too small for the decimals of those before.
    Number.isFinite(value) && Math.abs(value) >= 0.5 * 10 ** -decimals
      ? fixed(value, decimals)
      : formatNumber(value, significant);
}

function bySignificance(sizes: readonly number[], significant: number): (value: number) => string {
  const digits = Math.max(0, ...sizes.filter(needsExponent).map((size) => mantissaOf(size, significant).length));
  return (value) => {
    const size = Math.abs(value);
    if (!Number.isFinite(value) || value === 0 || !needsExponent(size)) return formatNumber(value, significant);
    const mantissa = mantissaOf(size, significant);
    const point = mantissa.includes(".") || digits <= 1 ? "" : ".";
    const padded = `${mantissa}${point}`.padEnd(digits, "0");
    return `${value < 0 ? MINUS : ""}${padded}${exponential(size, significant).slice(mantissa.length)}`;
  };
}

function needsExponent(size: number): boolean {
  return size < SMALLEST_PLAIN || size >= LARGEST_PLAIN;
}

function mantissaOf(size: number, significant: number): string {
  return exponential(size, significant).split("e")[0] ?? "";
}

function fixed(value: number, decimals: number): string {
  const text = grouped(Math.abs(value), { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return value < 0 ? `${MINUS}${text}` : text;
}

function plain(size: number, significant: number): string {
  return grouped(size, { maximumSignificantDigits: significant });
}

function grouped(size: number, options: Intl.NumberFormatOptions): string {
  return size.toLocaleString("en-US", { useGrouping: size >= 10_000, ...options });
}

function exponential(size: number, significant: number): string {
  const [mantissa = "", exponent = ""] = size.toExponential(Math.max(0, Math.min(significant, 4) - 1)).split("e");
  const digits = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return `${digits}e${exponent.replace("+", "").replace("-", MINUS)}`;
}

/** Decimals of the shortest text that reads back as the same number. */
function decimalsOf(value: number): number {
  const [mantissa = "", exponent = "0"] = String(value).split("e");
  const written = mantissa.split(".")[1]?.length ?? 0;
  return Math.max(0, written - Number(exponent));
}
