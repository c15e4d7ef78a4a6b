import { execFileSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";

export interface Figure {
  readonly name: string;
  readonly ms: readonly number[];
  /** The median is to be at most this. */
  readonly goalMs?: number;
}

/** The table for people and the line for later comparisons. */
export function report(figures: readonly Figure[], trials: number): { readonly text: string; readonly line: unknown } {
  const rows = figures.map((figure) => ({ ...figure, ...spread(figure.ms) }));
  const machine = {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    os: `${process.platform} ${process.arch}`,
    node: process.version,
    /** Well above the number of cores, somebody else was at work too. */
    load_1_minute: Number(loadavg()[0]?.toFixed(1)),
  };
  const line = {
    at: new Date().toISOString(),
    commit: currentCommit(),
    machine,
    trials,
    figures: rows.map(({ name, median, low, high, goalMs }) => ({
      name,
      median_ms: median,
      low_ms: low,
      high_ms: high,
      goal_ms: goalMs ?? null,
    })),
  };
  const missed = rows.filter(({ median, goalMs }) => goalMs !== undefined && !(median <= goalMs));
  const text = [
    "",
    `${machine.cpu}, ${machine.cores} cores, ${machine.memory_gib} GiB, ${machine.os}, Node ${machine.node}, load of the last minute ${machine.load_1_minute}`,
    `A study of ${trials.toLocaleString("en")} trials. Median, lowest and highest in brackets; browser, server and database share the cores.`,
    "",
    ...rows.map(toText),
    "",
    missed.length === 0
      ? "Every goal is reached."
      : `MISSED: ${missed.map(({ name, median, goalMs }) => `${name} ${median} ms, goal ${goalMs} ms`).join("; ")}.`,
  ].join("\n");
  return { text, line };
}

function toText({ name, median, low, high, goalMs }: Figure & ReturnType<typeof spread>): string {
  const verdict =
    goalMs === undefined ? "" : median <= goalMs ? `goal ${goalMs} ms: reached` : `goal ${goalMs} ms: MISSED`;
  return `${name.padEnd(38)}${`${median} ms`.padStart(9)}  ${`(${low}–${high})`.padEnd(16)}${verdict}`.trimEnd();
}

function spread(ms: readonly number[]) {
  const sorted = ms.toSorted((left, right) => left - right).map(Math.round);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return { median: at(0.5), low: at(0), high: at(1) };
}

/** Absent in a checkout without git. */
function currentCommit(): string | null {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return null;
  }
}
