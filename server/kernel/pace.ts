/** How slowly bytes may come or be taken before a transfer is given up. */
export interface Pace {
  /** How long nothing may happen. */
  readonly patienceMs: number;
  readonly bytesPerSecondMin: number;
}

/** 64 MiB in an hour and a half, which a line of 128 kbit/s does; what keeps below it keeps a place from all others. */
export const TRANSFER_PACE: Pace = { patienceMs: 30_000, bytesPerSecondMin: 12 * 1024 };

/**
 * What is left of the patience with a caller: time spent waiting takes of it, bytes give back as much as they may take at the
 * least pace. So it ends after a silence, and also where single bytes trickle in.
 */
export class Patience {
  #leftMs: number;
  readonly #pace: Pace;

  constructor(pace: Pace) {
    this.#pace = pace;
    this.#leftMs = pace.patienceMs;
  }

  get leftMs(): number {
    return this.#leftMs;
  }

  waited(milliseconds: number): void {
    this.#leftMs -= milliseconds;
  }

  moved(bytes: number): void {
    const worthMs = (bytes * 1000) / this.#pace.bytesPerSecondMin;
    this.#leftMs = Math.min(this.#pace.patienceMs, this.#leftMs + worthMs);
  }
}
