import { execFileSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";

/** Requests a second of each round, by `<what> <connections>`. */
export type Figures = Map<string, number[]>;

const GOAL = 0.25;
const GOAL_CONNECTIONS = 16;
const LABELS = { reference: "select + insert (bare pg)", tell: "tell", ask: "ask", measure: "measurements" };

interface Facts {
  readonly postgres: string;
  readonly windowMs: number;
  readonly rounds: number;
}

/** The table for people and the line for later comparisons. */
export function report(figures: Figures, facts: Facts): { readonly text: string; readonly line: unknown } {
  const rows = [...figures].map(([key, values]) => toRow(key, values));
  const ratio = ratioAt(figures, GOAL_CONNECTIONS);
  const machine = {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    os: `${process.platform} ${process.arch}`,
    node: process.version,
    postgres: facts.postgres,
    /** Above the number of cores (the benchmark itself keeps them busy), somebody else was at work too. */
    load_5_minutes: Number(loadavg()[1]?.toFixed(1)),
  };
  const line = {
    at: new Date().toISOString(),
    commit: currentCommit(),
    machine,
    rounds: facts.rounds,
    window_ms: facts.windowMs,
    requests_per_second: Object.fromEntries(rows.map(({ key, median, low, high }) => [key, { median, low, high }])),
    tell_to_reference: Object.fromEntries([1, GOAL_CONNECTIONS].map((clients) => [clients, ratioAt(figures, clients)])),
    goal: GOAL,
  };
  const verdict = `Goal: at least ${GOAL} at ${GOAL_CONNECTIONS} connections: ${ratio >= GOAL ? "reached" : "MISSED"}.`;
  const text = [
    "",
    `${machine.cpu}, ${machine.cores} cores, ${machine.memory_gib} GiB, ${machine.os}, Node ${machine.node}, PostgreSQL ${machine.postgres}, load of the last 5 minutes ${machine.load_5_minutes}`,
    `Median of ${facts.rounds} rounds of ${facts.windowMs} ms each, lowest and highest in brackets; commits are durable.`,
    "Client, server and database share the cores. Server without pages, log silent.",
    "",
    "                            connections   per second",
    ...rows.map(({ text: row }) => row),
    "",
    `tell ÷ reference: ${ratioAt(figures, 1).toFixed(2)} at 1 connection, ${ratio.toFixed(2)} at ${GOAL_CONNECTIONS}. ${verdict}`,
  ].join("\n");
  return { text, line };
}

function toRow(key: string, values: readonly number[]) {
  const [name = "", clients = ""] = key.split(" ");
  const [median, low, high] = [medianOf(values), Math.min(...values), Math.max(...values)].map(Math.round);
  const label = LABELS[name as keyof typeof LABELS] ?? name;
  const text = `${label.padEnd(28)}${clients.padStart(11)}   ${String(median).padStart(10)}  (${low}–${high})`;
  return { key, median, low, high, text };
}

/** Round by round, so that what slowed the machine for a moment slowed both; then the median. */
function ratioAt(figures: Figures, clients: number): number {
  const references = figures.get(`reference ${clients}`) ?? [];
  const tells = figures.get(`tell ${clients}`) ?? [];
  return medianOf(tells.map((tell, round) => tell / (references[round] ?? Number.NaN)));
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
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
