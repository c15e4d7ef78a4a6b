import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { measureRate, median } from "../measure-rate";
import { atMost, type Part, type PartContext, type PartResult, rounded } from "../part";
import type { ServerProcess } from "../server-process";
import { Workloads } from "../workloads";

const CLIENTS = 16;
const SIZES = { full: { periods: 10, periodMs: 60_000 }, short: { periods: 4, periodMs: 3_000 } };
const SAMPLE_EVERY_MS = 500;
/** Of what the process holds as it settles: what a heap that is collected now and then goes up and down by. */
const GROWTH_MAX = 1.1;

/** Whether the server holds more and more the longer it works. */
export const memory: Part = {
  name: "memory",
  title: "Memory of the server over time",
  how: "16 connections ask, measure once and tell without a pause for ten minutes, one study after the other (a new one each minute). Resident memory of the server's process, twice a second; the median of each minute. The first three minutes are left for it to settle.",
  minutes: 13,
  run: (context) => context.withServer((server) => measureAll(server, context)),
};

async function measureAll(server: ServerProcess, { short, say }: PartContext): Promise<PartResult> {
  const { periods, periodMs } = short ? SIZES.short : SIZES.full;
  const workloads = await Workloads.open(server, CLIENTS);
  const rows: number[][] = [];
  let done = 0;
  try {
    for (let period = 1; period <= periods; period += 1) {
      const study = await workloads.createStudy();
      const samples: number[] = [];
      const watch = setInterval(() => {
        residentMiB(server.pid).then(
          (mib) => samples.push(mib),
          () => undefined, // it has ended: the requests say so
        );
      }, SAMPLE_EVERY_MS);
      const cycle = async (client: number): Promise<boolean> => {
        const trial = await workloads.ask(client, study);
        if (trial === undefined) return false;
        await workloads.measure(client, trial, 1);
        await workloads.tell(client, trial);
        return true;
      };
      const { count } = await measureRate(cycle, CLIENTS, periodMs).finally(() => clearInterval(watch));
      done += 3 * count;
      rows.push([(period * periodMs) / 60_000, done, rounded(median(samples))]);
      say(`${done} requests, ${rows.at(-1)?.[2]} MiB`);
    }
  } finally {
    workloads.close();
  }
  const settled = rows.slice(Math.floor(periods * 0.3)).map((row) => row[2] ?? Number.NaN);
  const half = Math.floor(settled.length / 2);
  const growth = median(settled.slice(-half)) / median(settled.slice(0, half));
  return {
    columns: ["minute", "requests so far", "MiB"],
    rows: rows.map((row) => row.map(rounded)),
    goals: [atMost("memory in the last minutes ÷ memory once settled", { found: growth, most: GROWTH_MAX })],
  };
}

async function residentMiB(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
  return Number(stdout.trim()) / 1024;
}
