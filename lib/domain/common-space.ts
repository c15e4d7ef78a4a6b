/** What trials that bring their own parameters have in common: the space that a sampler can suggest in for all of them. */
import type { Distribution } from "../contract/record";
import { plainDistribution } from "./open-space";

/** By parameter. */
export type Distributions = Readonly<Record<string, Distribution>>;

/**
 * The parameters that each of the trials has, drawn from the same each time, in the order of their names; none without trials.
 * As Optuna's intersection search space, but that what can have one value only is left out: nobody need suggest it.
 */
export function commonSpace(trials: readonly Distributions[]): Distributions {
  const [first, ...others] = trials;
  if (first === undefined) return {};
  const common = Object.entries(first)
    .map(([name, distribution]) => ({ name, distribution: plainDistribution(distribution) }))
    .filter(
      ({ name, distribution }) => hasChoice(distribution) && others.every((trial) => draws(trial, name, distribution)),
    )
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return Object.fromEntries(common.map(({ name, distribution }) => [name, distribution]));
}

function draws(trial: Distributions, name: string, plain: Distribution): boolean {
  const other = Object.hasOwn(trial, name) ? trial[name] : undefined;
  return other !== undefined && JSON.stringify(plainDistribution(other)) === JSON.stringify(plain);
}

function hasChoice(distribution: Distribution): boolean {
  if (distribution.type === "categorical") return distribution.choices.length > 1;
  const { type, low, high, step = type === "int" ? 1 : 0 } = distribution;
  return low < high && low + step <= high;
}
