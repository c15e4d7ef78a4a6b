/**
 * The probabilities of choices, learnt beside the normal distribution of the numbers: steps along the natural gradient
 * of the expected rank, as long as the gradient's direction persists, and never below a margin.
 * Hamano, Saito, Nomura, Uchida & Shirakawa 2024, CatCMA, GECCO (distribution and margin); Akimoto et al. 2019, Adaptive
 * stochastic natural gradient method for one-shot neural architecture search, ICML (length of the steps).
 *
 *   q = probabilities of one parameter's choices    G = natural gradient    |G|_F = its Fisher norm, sum G_k^2 / q_k
 *   s = accumulated direction    gamma = its normalization    Delta = trust region
 *
 * Deviation: s lives in the coordinates G_k / sqrt(q_k) of all choices, in which the Fisher norm is the Euclidean one
 * and no choice stands out as the last; the papers leave one choice out.
 */
export interface Categories {
  readonly probabilities: readonly (readonly number[])[];
  readonly direction: readonly (readonly number[])[];
  readonly gamma: number;
  readonly delta: number;
}

/** A direction that persists less than this is noise (Akimoto et al.). */
const ALPHA = 1.5;
/** A longer step would reach from corner to corner of the simplex, whatever its direction. */
const DELTA_MAX = 4;

export function startCategories(probabilities: readonly (readonly number[])[]): Categories {
  const raised = probabilities.map((own) => withFloor(own, floorOf(own.length, probabilities.length)));
  return { probabilities: raised, direction: raised.map((own) => own.map(() => 0)), gamma: 0, delta: 1 };
}

/** The least probability of a choice: when all have settled, a draw has every favorite with probability 0.73 (CatCMA). */
export function floorOf(choices: number, parameters: number): number {
  return (1 - 0.73 ** (1 / parameters)) / (choices - 1);
}

/** After one generation: the choices drawn and their weights, best first; weights of failures are at most 0. */
export function updateCategories(
  before: Categories,
  drawn: readonly { readonly choices: readonly number[]; readonly weight: number }[],
): Categories {
  const { probabilities, gamma, delta } = before;
  const better = drawn.filter(({ weight }) => weight > 0);
  const gradient = probabilities.map((own, axis) =>
    own.map((probability, choice) =>
      better.reduce(
        (total, { choices, weight }) => total + weight * ((choices[axis] === choice ? 1 : 0) - probability),
        0,
      ),
    ),
  );
  const isometric = gradient.map((own, axis) =>
    own.map((part, choice) => part / Math.sqrt(probabilities[axis][choice])),
  );
  const norm = Math.sqrt(squares(isometric));
  if (!(norm > 1e-12)) return before;
  const freedom = probabilities.reduce((total, own) => total + own.length - 1, 0);
  const beta = Math.min(1, delta / Math.sqrt(freedom));
  const gain = Math.sqrt(beta * (2 - beta)) / norm;
  const direction = before.direction.map((own, axis) =>
    own.map((part, choice) => (1 - beta) * part + gain * isometric[axis][choice]),
  );
  const nextGamma = (1 - beta) ** 2 * gamma + beta * (2 - beta);
  const nextDelta = Math.min(DELTA_MAX, delta * Math.exp(beta * (squares(direction) / ALPHA - nextGamma)));
  return {
    probabilities: probabilities.map((own, axis) =>
      withFloor(
        own.map((probability, choice) => probability + (delta / norm) * gradient[axis][choice]),
        floorOf(own.length, probabilities.length),
      ),
    ),
    direction,
    gamma: nextGamma,
    delta: nextDelta,
  };
}

/** Probabilities of at least `floor`, what that adds taken from those above it in proportion to their surplus. */
function withFloor(probabilities: readonly number[], floor: number): number[] {
  const raised = probabilities.map((probability) => Math.max(floor, probability));
  const surplus = raised.reduce((total, probability) => total + probability - floor, 0);
  const wanted = 1 - floor * raised.length;
  return raised.map(
    (probability) => floor + (surplus > 0 ? ((probability - floor) * wanted) / surplus : wanted / raised.length),
  );
}

const squares = (vectors: readonly (readonly number[])[]): number =>
  vectors.reduce((total, own) => total + own.reduce((sum, part) => sum + part * part, 0), 0);
