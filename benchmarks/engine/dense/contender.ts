import type { DenseProblem } from "./dense-problem";

export const tasks = ["cholesky", "inverse", "likelihood", "screen", "screenAll", "gradients"] as const;
/** The dense work piece by piece, or all of a suggestion (../suggest/beside-numpy.ts). */
export type Task = (typeof tasks)[number] | "suggestion";

export interface Sampling {
  readonly samples: number;
  /** A sample repeats its work until so much CPU time has gone by, and counts the mean. */
  readonly batchMs: number;
}

export interface Timing {
  /** A number that tells whether all computed the same. */
  readonly answer: number;
  /** CPU time of one piece of work, by sample. */
  readonly ms: readonly number[];
}

/** An implementation of the dense work. */
export interface Contender {
  readonly name: string;
  load(problem: DenseProblem): Promise<void>;
  /** Null for what it does not offer. */
  measure(task: Task, sampling: Sampling): Promise<Timing | null>;
}

export type Works = Partial<Record<Task, () => number>>;

/** A contender in this process. */
export class LocalContender implements Contender {
  #works: Works = {};

  constructor(
    readonly name: string,
    private readonly prepare: (problem: DenseProblem) => Works,
  ) {}

  async load(problem: DenseProblem): Promise<void> {
    this.#works = this.prepare(problem);
  }

  async measure(task: Task, { samples, batchMs }: Sampling): Promise<Timing | null> {
    const work = this.#works[task];
    if (work === undefined) return null;
    const answer = work();
    const ms = Array.from({ length: samples }, () => {
      const start = process.cpuUsage();
      let elapsed = 0;
      let count = 0;
      while (count === 0 || elapsed < batchMs) {
        work();
        count += 1;
        const { user, system } = process.cpuUsage(start);
        elapsed = (user + system) / 1000;
      }
      return elapsed / count;
    });
    return { answer, ms };
  }
}
