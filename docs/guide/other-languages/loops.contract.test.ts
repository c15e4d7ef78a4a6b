import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Study } from "@/lib/contract/study";
import type { Trial, TrialDetail } from "@/lib/contract/trial";
import { API_BASE } from "@/server/rest/rest-routes";
import { type RealApi, startRealApi } from "@/server/rest/testing/start-real-api";
import { type Gateway, openGateway } from "./testing/gateway";
import { type Language, languages, programOf } from "./testing/pages";

/** How to find out whether a language is here, and how to run a program in it. */
const RUNNERS: Readonly<
  Record<Language, { readonly probe: readonly string[]; readonly prepare: (folder: string) => readonly string[] }>
> = {
  curl: {
    probe: ["sh", "-c", "command -v curl && command -v jq && command -v awk"],
    prepare: (folder) => ["sh", write(folder, "loop.sh", programOf("curl"))],
  },
  go: {
    probe: ["go", "version"],
    prepare: (folder) => {
      const binary = join(folder, "loop");
      must(["go", "build", "-o", binary, write(folder, "main.go", programOf("go"))]);
      return [binary];
    },
  },
  julia: {
    probe: ["julia", "-e", "using HTTP, JSON"],
    prepare: (folder) => ["julia", "-t", "2", write(folder, "loop.jl", programOf("julia"))],
  },
  r: {
    probe: ["Rscript", "-e", "library(httr2); library(jsonlite)"],
    prepare: (folder) => ["Rscript", write(folder, "loop.R", programOf("r"))],
  },
};

const isHere = (language: Language): boolean => spawnSync(...command(RUNNERS[language].probe)).status === 0;
const here = languages.filter(isHere);
const absent = languages.filter((language) => !here.includes(language));

let api: RealApi;
let folder: string;
beforeAll(async () => {
  api = await startRealApi();
  folder = mkdtempSync(join(tmpdir(), "tellus-languages-"));
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true, force: true });
});

// Shown as skipped, with what is missing here.
it.skipIf(absent.length > 0)(
  `no language is missing here${absent.map((language) => `, but ${language} is`).join("")}`,
  () => {
    expect(absent).toEqual([]);
  },
);

describe.each(here)("the loop for %s", (language) => {
  let program: readonly string[];
  beforeAll(() => {
    program = RUNNERS[language].prepare(folder);
  }, 300_000); // Go compiles its library the first time

  const start = (gateway: Gateway, study: string): Run =>
    new Run(program, {
      ...process.env,
      TELLUS_URL: gateway.url,
      TELLUS_API_KEY: api.keys[0],
      CHECKPOINTS: folder,
      STUDY: study,
    });

  it("evaluates a study to its end, tells what is not a number, and repeats what was not answered as it was", async () => {
    const gateway = await open();
    const study = await makeStudy(`${language} to its end`);
    // Below 0.05 the toy's loss is the root of a negative number.
    await call("POST", `/studies/${study.id}/trials`, { trials: [{ assignments: { x: 0.01, width: 8 } }] });
    const run = start(gateway, study.name);
    expect(await run.ended, run.output).toBe(0);
    expect(run.output).toContain("The study is finished.");

    const { data } = await call<{ data: Trial[] }>("GET", `/studies/${study.id}/trials`);
    expect(data.map(({ state }) => state)).toEqual(Array(3).fill("completed"));
    for (const trial of data) {
      const { measurements, checkpoints } = await call<TrialDetail>("GET", `/trials/${trial.id}`);
      expect(measurements.map(({ step }) => step).sort()).toEqual([1, 2, 3, 4, 5, 6]);
      expect(checkpoints.map(({ step }) => step).sort()).toEqual([2, 4]);
      const isNumber = Number(trial.assignments.x) >= 0.05;
      expect(trial.values.loss?.value).toEqual(isNumber ? expect.any(Number) : "NaN");
    }
    expectRepetitions(gateway, ["projects", "studies", "ask", "measurements", "checkpoints", "tell", "heartbeat"]);
    // Every field is one that the API knows, or it would have been refused.
    const refused = gateway.seen.filter(({ status }) => [400, 404, 422].includes(status));
    expect(refused).toEqual([]);
  });

  it("gives its trial back when it is interrupted, and another goes on from the checkpoint", async () => {
    const gateway = await open();
    const study = await makeStudy(`${language} interrupted ${randomUUID()}`);
    const first = start(gateway, study.name);
    await first.says("epoch 3");
    first.interrupt();
    await first.ended;
    const { data } = await call<{ data: Trial[] }>("GET", `/studies/${study.id}/trials`);
    const released = await call<TrialDetail>("GET", `/trials/${data[0]?.id}`);
    expect(released).toMatchObject({ state: "queued", attempts: [{ end_reason: "released" }] });
    expectRepetitions(gateway, ["release"]);

    const second = start(gateway, study.name);
    expect(await second.ended, second.output).toBe(0);
    const { measurements, checkpoints } = await call<TrialDetail>("GET", `/trials/${released.id}`);
    const kept = Math.max(...checkpoints.filter(({ attempt }) => attempt === 1).map(({ step }) => step));
    const again = measurements.filter(({ attempt }) => attempt === 2).map(({ step }) => step);
    expect([kept >= 2, Math.min(...again)]).toEqual([true, kept + 1]);
  });
});

/** The first request of each kind was turned away: the next with its key has its body, and came no sooner than allowed. */
function expectRepetitions({ seen }: Gateway, verbs: readonly string[]): void {
  for (const verb of verbs) {
    const [first, ...rest] = seen.filter((one) => one.verb === verb);
    const again = rest.find(({ key }) => key === first?.key);
    expect([verb, first?.status, again?.body]).toEqual([verb, 503, first?.body]);
    expect(first?.key).toMatch(/^[\x21-\x7e]{16,255}$/);
    expect((again?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(900);
  }
}

async function open(): Promise<Gateway> {
  const gateway = await openGateway(api.origin);
  onTestFinished(() => gateway.close());
  return gateway;
}

async function makeStudy(name: string): Promise<Study> {
  const project = await call<{ id: string }>("POST", "/projects?if_exists=return", { name: "examples" });
  return call("POST", `/projects/${project.id}/studies`, {
    name,
    search_space: {
      x: { type: "float", low: 0, high: 1 },
      width: { type: "int", low: 1, high: 64, scale: "log" },
    },
    objectives: [{ metric: "loss", direction: "minimize" }],
    sampler: { name: "random" },
    limits: { max_trials: 3 },
  });
}

async function call<Result>(method: string, path: string, body?: unknown): Promise<Result> {
  const response = await api.call(method, API_BASE + path, body === undefined ? {} : { body });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(answer)}`);
  return answer as Result;
}

/** A program that runs, and what it says. */
class Run {
  output = "";
  readonly ended: Promise<number | NodeJS.Signals | null>;
  readonly #child: ChildProcess;

  constructor([file = "", ...args]: readonly string[], env: NodeJS.ProcessEnv) {
    this.#child = spawn(file, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on("data", (text: Buffer) => {
        this.output += text.toString();
      });
    this.ended = once(this.#child, "exit").then(([code, signal]) => code ?? signal);
    onTestFinished(() => void this.#child.kill("SIGKILL"));
  }

  async says(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      if (this.#child.exitCode !== null) throw new Error(`It ended without saying "${text}": ${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Ctrl-C. */
  interrupt(): void {
    this.#child.kill("SIGINT");
  }
}

function write(into: string, name: string, text: string): string {
  const file = join(into, name);
  writeFileSync(file, text);
  return file;
}

function must(words: readonly string[]): void {
  const { status, stderr, error } = spawnSync(...command(words), { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr || String(error));
}

function command([file = "", ...args]: readonly string[]): [string, string[]] {
  return [file, args];
}
