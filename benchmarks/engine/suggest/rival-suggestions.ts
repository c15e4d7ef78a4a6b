import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import type { SuggestProblem } from "./suggest-problem";

const PYTHON = ".build/quality/venv/bin/python";
const SCRIPT = "benchmarks/engine/reference/suggestions.py";

/** Optuna's samplers in a process of their own, on one thread. */
export class RivalSuggestions {
  private constructor(
    private readonly child: ChildProcess,
    private readonly answers: AsyncIterator<string>,
    readonly versions: string,
  ) {}

  /** Null when the virtual environment of the rivals has not been prepared. */
  static async open(): Promise<RivalSuggestions | null> {
    if (!existsSync(PYTHON)) return null;
    const threads = { OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
    const child = spawn(PYTHON, [SCRIPT], { env: { ...process.env, ...threads }, stdio: ["pipe", "pipe", "inherit"] });
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const hello = await receive<{ versions: string }>(answers);
    return new RivalSuggestions(child, answers, hello.versions);
  }

  /** CPU milliseconds of each ask, in turn; every one is told before the next. */
  async measure(sampler: string, problem: SuggestProblem, rounds: number): Promise<readonly number[]> {
    this.child.stdin?.write(`${JSON.stringify({ sampler, ...problem, rounds })}\n`);
    return (await receive<{ ms: readonly number[] }>(this.answers)).ms;
  }

  close(): void {
    this.child.stdin?.end();
  }
}

async function receive<Answer>(answers: AsyncIterator<string>): Promise<Answer> {
  const { value, done } = await answers.next();
  if (done) throw new Error("The rivals ended early; their message is above.");
  return JSON.parse(value) as Answer; // our own script
}
