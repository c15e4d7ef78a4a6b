/**
 * Exact decimal steps. 0.1 + 2 * 0.1 is 0.30000000000000004 in binary, but users mean the decimals they typed, so
 * levels are computed on the shortest decimal form of `low` and `step` with integers.
 */
export interface DecimalSteps {
  /** Number of levels low, low + step, … not above high. */
  readonly count: number;
  valueAt(index: number): number;
}

/** The levels from `low` by `step` up to `high`, or null when there are more than `countMax`. */
export function decimalSteps(
  range: { low: number; high: number; step: number },
  countMax: number,
): DecimalSteps | null {
  if ((range.high - range.low) / range.step > countMax) return null;
  const low = parseDecimal(range.low);
  const high = parseDecimal(range.high);
  const step = parseDecimal(range.step);
  const exponent = Math.min(low.exponent, high.exponent, step.exponent);
  const [first, last, spacing] = [low, high, step].map((decimal) => rescale(decimal, exponent)) as [
    bigint,
    bigint,
    bigint,
  ];
  const count = Number((last - first) / spacing) + 1;
  if (count > countMax) return null;
  // Small mantissas take a fast path: both products are exact integers below 2^53.
  const safe = [first, last, spacing].every((part) => part <= 2n ** 52n && part >= -(2n ** 52n));
  const [firstSafe, spacingSafe] = [Number(first), Number(spacing)];
  const valueAt = (index: number): number => {
    const mantissa = safe ? firstSafe + index * spacingSafe : first + BigInt(index) * spacing;
    return exponent === 0 ? Number(mantissa) : Number(`${mantissa}e${exponent}`) + 0;
  };
  return { count, valueAt };
}

interface Decimal {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** The shortest decimal that reads back as `value`, which is what a user typed or would read. */
function parseDecimal(value: number): Decimal {
  const [digits = "0", power = "0"] = String(value).split("e");
  const [whole = "0", fraction = ""] = digits.split(".");
  return { mantissa: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

function rescale(decimal: Decimal, exponent: number): bigint {
  return decimal.mantissa * 10n ** BigInt(decimal.exponent - exponent);
}
