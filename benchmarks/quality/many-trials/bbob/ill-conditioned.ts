/** Section 3: functions with high conditioning and one optimum. */
import { ellipsoid, square } from "./basic-functions";
import type { BbobFunction } from "./bbob-function";
import { asymmetric, conditioning, minus, oscillated, shareOf, sumOf, through, times } from "./transformations";

const group = "ill-conditioned";

export const illConditioned: readonly BbobFunction[] = [
  {
    id: 10,
    name: "ellipsoid, rotated",
    group,
    above:
      ({ optimum, r }) =>
      (x) =>
        ellipsoid(times(r, minus(x, optimum)).map(oscillated)),
  },
  {
    id: 11,
    name: "discus",
    group,
    above:
      ({ optimum, r }) =>
      (x) => {
        const [first, ...others] = times(r, minus(x, optimum)).map(oscillated);
        return 1e6 * first * first + square(others);
      },
  },
  {
    id: 12,
    name: "bent cigar",
    group,
    above:
      ({ optimum, r }) =>
      (x) => {
        const [first, ...others] = times(r, asymmetric(times(r, minus(x, optimum)), 0.5));
        return first * first + 1e6 * square(others);
      },
  },
  {
    id: 13,
    name: "sharp ridge",
    group,
    above({ optimum, r, q }) {
      const turned = through(q, conditioning(10, optimum.length), r);
      return (x) => {
        const [first, ...others] = times(turned, minus(x, optimum));
        return first * first + 100 * Math.sqrt(square(others));
      };
    },
  },
  {
    id: 14,
    name: "different powers",
    group,
    above:
      ({ optimum, r }) =>
      (x) =>
        Math.sqrt(
          sumOf(times(r, minus(x, optimum)), (value, index) => Math.abs(value) ** (2 + 4 * shareOf(index, x.length))),
        ),
  },
];
