/** Exponential smoothing with trend and season (Holt 1957, Winters 1960; Hyndman et al. 2008, chapter 2). */

export interface SmoothingOptions {
  readonly level: number;
  /** 0 without a trend. */
  readonly trend: number;
  readonly damping: number;
  readonly season: number;
  readonly kind: "none" | "additive" | "multiplicative";
}

const PERIOD = 12;
const WARM_UP = 3 * PERIOD;
const AHEAD = 6;

/** Mean absolute error of forecasts six months ahead, in units of the seasonal naive forecast's error. */
export function smoothingError(series: Float64Array, options: SmoothingOptions): number {
  const first = series.subarray(0, PERIOD).reduce((total, value) => total + value, 0) / PERIOD;
  let level = first;
  let slope = 0;
  const seasons = Float64Array.from({ length: PERIOD }, (_, month) =>
    options.kind === "multiplicative" ? series[month] / first : options.kind === "additive" ? series[month] - first : 0,
  );
  const reach = dampedSteps(options.damping);
  let [error, naive] = [0, 0];
  for (let month = PERIOD; month < series.length; month += 1) {
    const season = seasons[month % PERIOD];
    const value = options.kind === "multiplicative" ? series[month] / season : series[month] - season;
    const next = options.level * value + (1 - options.level) * (level + options.damping * slope);
    slope = options.trend * (next - level) + (1 - options.trend) * options.damping * slope;
    level = next;
    if (options.kind !== "none") {
      const seen = options.kind === "multiplicative" ? series[month] / level : series[month] - level;
      seasons[month % PERIOD] = options.season * seen + (1 - options.season) * season;
    }
    const target = month + AHEAD;
    if (month < WARM_UP || target >= series.length) continue;
    const trend = level + (options.trend > 0 ? reach * slope : 0);
    const ahead = seasons[target % PERIOD];
    error += Math.abs(series[target] - (options.kind === "multiplicative" ? trend * ahead : trend + ahead));
    naive += Math.abs(series[target] - series[target - PERIOD]);
  }
  return error / naive;
}

function dampedSteps(damping: number): number {
  let [total, power] = [0, 1];
  for (let step = 0; step < AHEAD; step += 1) {
    power *= damping;
    total += power;
  }
  return total;
}
