import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { withClient } from "../admin-client";
import { measureRate, median, quantile } from "../measure-rate";
import { atLeast, type Part, type PartContext, type PartResult, rounded } from "../part";
import type { ServerProcess } from "../server-process";
import { Workloads } from "../workloads";

const PYTHON = path.resolve(".build/api-rivals/venv/bin/python");
const PROGRAM = path.resolve("benchmarks/api/rivals/optuna_rate.py");
const SIZES = {
  full: { clients: [1, 4, 16], rounds: 3, seconds: 10 },
  short: { clients: [1, 4], rounds: 1, seconds: 2 },
};
const RATIO = 20;
const WARM_UP_MS = 1_000;

/** The same work by the library that many use for it, on the same PostgreSQL. */
export const rivals: Part = {
  name: "rivals",
  title: "Trials a second beside Optuna's on the same PostgreSQL",
  how: "So many workers ask and tell, one trial after the other, on one study: over HTTP with us; with Optuna `study.ask()`, the suggestions and `study.tell()` in a process each, `RDBStorage` over psycopg (`benchmarks/api/rivals/requirements.txt`). Both sample at random from the same four parameters; the two take turns, each time on a new study, after a second that does not count. Prepare with `python3 benchmarks/api/rivals/prepare.py`.",
  minutes: 9,
  run: (context) => {
    if (!existsSync(PYTHON)) throw new Error("Optuna is not there. Run: python3 benchmarks/api/rivals/prepare.py");
    return context.withServer((server) => measureAll(server, context));
  },
};

interface Speed {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

async function measureAll(server: ServerProcess, { short, say }: PartContext): Promise<PartResult> {
  const size = short ? SIZES.short : SIZES.full;
  const url = await optunaDatabase(server);
  const workloads = await Workloads.open(server, Math.max(...size.clients));
  const figures = new Map<string, Speed[]>();
  const note = (key: string, speed: Speed): void => void figures.set(key, [...(figures.get(key) ?? []), speed]);
  let version = "";
  try {
    for (let round = 1; round <= size.rounds; round += 1) {
      say(`round ${round} of ${size.rounds}`);
      for (const clients of size.clients) {
        note(`ours ${clients}`, await ourSpeed(workloads, clients, size.seconds));
        const { optuna, ...speed } = await optunaSpeed(url, clients, size.seconds);
        note(`optuna ${clients}`, speed);
        version = optuna;
      }
    }
  } finally {
    workloads.close();
  }
  const rows = size.clients.flatMap((clients) => [
    ["Tellus", clients, ...cells(figures.get(`ours ${clients}`))],
    [`Optuna ${version}`, clients, ...cells(figures.get(`optuna ${clients}`))],
  ]);
  const goals = size.clients.map((clients) => {
    const optuna = figures.get(`optuna ${clients}`) ?? [];
    const ratios = (figures.get(`ours ${clients}`) ?? []).map(
      ({ perSecond }, round) => perSecond / (optuna[round]?.perSecond ?? Number.NaN),
    );
    return atLeast(`Optuna's trials a second, ${clients} workers`, {
      found: median(ratios),
      least: RATIO,
      unit: " times",
    });
  });
  return { columns: ["", "workers", "trials/s", "p50 ms", "p99 ms"], rows, goals };
}

function cells(speeds: readonly Speed[] = []): number[] {
  return (["perSecond", "p50", "p99"] as const).map((what) => rounded(median(speeds.map((speed) => speed[what]))));
}

async function ourSpeed(workloads: Workloads, clients: number, seconds: number): Promise<Speed> {
  const cycle = workloads.cycles(await workloads.createStudy());
  await measureRate(cycle, clients, WARM_UP_MS);
  const { perSecond, ms } = await measureRate(cycle, clients, seconds * 1_000);
  return { perSecond, p50: quantile(ms, 0.5), p99: quantile(ms, 0.99) };
}

const Line = z.object({ trials_per_second: z.number(), p50_ms: z.number(), p99_ms: z.number(), optuna: z.string() });

async function optunaSpeed(url: string, processes: number, seconds: number): Promise<Speed & { optuna: string }> {
  const { stdout } = await promisify(execFile)(PYTHON, [PROGRAM, url, String(processes), String(seconds)], {
    timeout: (seconds + 150) * 1_000,
    killSignal: "SIGKILL",
  });
  const { trials_per_second, p50_ms, p99_ms, optuna } = Line.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
  return { perSecond: trials_per_second, p50: p50_ms, p99: p99_ms, optuna };
}

/** A database of its own beside ours; the address as SQLAlchemy writes it. */
async function optunaDatabase({ adminUrl }: ServerProcess): Promise<string> {
  await withClient(adminUrl, (client) => client.query("create database optuna"));
  const url = new URL(adminUrl);
  url.pathname = "/optuna";
  return url.toString().replace(/^postgres(ql)?:/, "postgresql+psycopg:");
}
