/**
 * What counts: how many of COCO's 51 targets f_opt + 10^2, 10^1.8, …, 10^-8 were reached, and after how many evaluations
 * each. Hansen, Auger, Brockhoff, Tušar & Tušar 2016, COCO: performance assessment, arXiv:1605.03560, section 5.
 */

/** Above f_opt, the easiest first. */
export const TARGETS: readonly number[] = Array.from({ length: 51 }, (_, index) => 10 ** ((10 - index) / 5));

/** The evaluations, counted from 1, at which the first, second, … target was reached. Several may fall to one. */
export class TargetHits {
  readonly hits: number[] = [];
  #evaluations = 0;

  constructor(private readonly least: number) {}

  see(value: number): void {
    this.#evaluations += 1;
    while (this.hits.length < TARGETS.length && value - this.least <= TARGETS[this.hits.length])
      this.hits.push(this.#evaluations);
  }
}

/** The share of all targets that were reached within so many evaluations. */
export function shareHit(hits: readonly number[], evaluations: number): number {
  return hits.filter((at) => at <= evaluations).length / TARGETS.length;
}
