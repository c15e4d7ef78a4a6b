import { execFileSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";
import { z } from "zod";

/** One line of JSON for each figure that was run: what was promised, what was reached, and where. */
export const ReportLine = z.object({
  figure: z.string(),
  title: z.string(),
  scale: z.enum(["full", "sample"]),
  passed: z.boolean(),
  target: z.string(),
  reached: z.string(),
  counts: z.record(z.string(), z.number()),
  /** The first ones, in words. */
  faults: z.array(z.string()),
  seed: z.int(),
  seconds: z.number(),
  at: z.string(),
  commit: z.string().nullable(),
  machine: z.object({
    cpu: z.string(),
    cores: z.int(),
    memory_gib: z.int(),
    os: z.string(),
    node: z.string(),
    postgres: z.string(),
    /** The suite itself keeps the cores busy; well above their number, somebody else was at work too. */
    load_1_minute: z.number(),
  }),
});
export type ReportLine = z.infer<typeof ReportLine>;

export function describeMachine(postgres: string): ReportLine["machine"] {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    os: `${process.platform} ${process.arch}`,
    node: process.version,
    postgres,
    load_1_minute: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
}

/** Absent in a checkout without git. */
export function currentCommit(): string | null {
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return null;
  }
}
