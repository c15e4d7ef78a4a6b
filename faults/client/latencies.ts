import type { Answer } from "./http-client";

/** How long answers took, by the last word of the path; waits that were asked for (202) are left out. */
export class Latencies {
  readonly #ms = new Map<string, number[]>();

  readonly note = (path: string, { status, ms }: Answer): void => {
    if (status === 202) return;
    const what = path.slice(path.lastIndexOf("/") + 1);
    const list = this.#ms.get(what);
    if (list === undefined) this.#ms.set(what, [ms]);
    else list.push(ms);
  };

  clear(): void {
    this.#ms.clear();
  }

  /** Milliseconds that this share of the answers stayed below; 0 where there are none. */
  quantile(what: string, share: number): number {
    const sorted = (this.#ms.get(what) ?? []).toSorted((left, right) => left - right);
    return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  }
}
