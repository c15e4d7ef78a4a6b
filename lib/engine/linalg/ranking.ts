import type { Screened } from "./kernels";

/** The best `keep` so far, best first, ties by index. A score that is no number is the worst there is. */
export class Ranking {
  readonly #best: Screened[] = [];

  constructor(private readonly keep: number) {}

  add(index: number, score: number): void {
    // Most are worse than all that have a place.
    if (score < this.threshold) return;
    const entry = { index, score: Number.isNaN(score) ? Number.NEGATIVE_INFINITY : score };
    let place = this.#best.length;
    while (place > 0 && precedes(entry, this.#best[place - 1])) place -= 1;
    if (place >= this.keep) return;
    this.#best.splice(place, 0, entry);
    if (this.#best.length > this.keep) this.#best.pop();
  }

  /** What a score must reach to have a place. */
  get threshold(): number {
    if (this.#best.length < this.keep) return Number.NEGATIVE_INFINITY;
    // With no places at all nothing can have one.
    return this.#best.at(-1)?.score ?? Number.POSITIVE_INFINITY;
  }

  get best(): readonly Screened[] {
    return this.#best;
  }
}

function precedes(one: Screened, other: Screened): boolean {
  return one.score > other.score || (one.score === other.score && one.index < other.index);
}
