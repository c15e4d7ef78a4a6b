import { execFileSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";
import { z } from "zod";

/** When, of what, and where: without it no figure says anything. */
export const RunDescription = z.object({
  at: z.string(),
  commit: z.string().nullable(),
  machine: z.object({
    cpu: z.string(),
    cores: z.int(),
    memory_gib: z.int(),
    os: z.string(),
    node: z.string(),
    postgres: z.string(),
    /** The benchmark itself keeps the cores busy; well above their number, somebody else was at work too. */
    load_5_minutes: z.number(),
  }),
});

export function describeRun(postgres: string): z.infer<typeof RunDescription> {
  return {
    at: new Date().toISOString(),
    commit: currentCommit(),
    machine: {
      cpu: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
      memory_gib: Math.round(totalmem() / 2 ** 30),
      os: `${process.platform} ${process.arch}`,
      node: process.version,
      postgres,
      load_5_minutes: Number((loadavg()[1] ?? 0).toFixed(1)),
    },
  };
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
