import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Contender, Sampling, Task, Timing } from "./contender";
import { type DenseProblem, toJson } from "./dense-problem";

const PYTHON = ".build/engine-reference/bin/python";
const SCRIPT = "benchmarks/engine/reference/dense_kernels.py";

/** NumPy and SciPy on OpenBLAS with one thread, in a process of its own. */
export class ReferenceContender implements Contender {
  readonly name = "NumPy/SciPy";
  #versions = "";

  private constructor(
    private readonly child: ChildProcess,
    private readonly answers: AsyncIterator<string>,
  ) {}

  /** Null when its virtual environment has not been prepared. */
  static async open(): Promise<ReferenceContender | null> {
    if (!existsSync(PYTHON)) return null;
    const child = spawn(PYTHON, [SCRIPT], { env: environment(), stdio: ["pipe", "pipe", "inherit"] });
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const contender = new ReferenceContender(child, answers);
    const { python, numpy, blas } = await contender.#receive<Hello>();
    contender.#versions = `NumPy ${numpy} on Python ${python}, OpenBLAS ${blas.join(", ")}, one thread`;
    return contender;
  }

  /** What it is, the BLAS kernels in force included: a library that does not know the processor is several times slower. */
  get versions(): string {
    return this.#versions;
  }

  async load(problem: DenseProblem): Promise<void> {
    await this.#ask({ load: toJson(problem) });
  }

  measure(task: Task, { samples, batchMs }: Sampling): Promise<Timing> {
    // It screens every candidate either way.
    const name = task === "screenAll" ? "screen" : task;
    return this.#ask<Timing>({ task: name, samples, batch_ms: batchMs });
  }

  close(): void {
    this.child.stdin?.end();
  }

  #ask<Answer>(request: object): Promise<Answer> {
    this.child.stdin?.write(`${JSON.stringify(request)}\n`);
    return this.#receive<Answer>();
  }

  async #receive<Answer>(): Promise<Answer> {
    const { value, done } = await this.answers.next();
    if (done) throw new Error("The reference ended early; its message is above.");
    return JSON.parse(value) as Answer; // our own script, checked by the agreement of the answers
  }
}

interface Hello {
  readonly python: string;
  readonly numpy: string;
  readonly blas: readonly string[];
}

/**
 * One thread, and OpenBLAS left to recognize the processor, which the pinned version does; the report names what it chose.
 * `BENCH_CORETYPE` says otherwise.
 */
function environment(): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _size, BENCH_CORETYPE, ...rest } = process.env;
  const threads = { OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1" };
  return { ...rest, ...threads, ...(BENCH_CORETYPE && { OPENBLAS_CORETYPE: BENCH_CORETYPE }) };
}
