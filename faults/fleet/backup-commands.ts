import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { FigureContext } from "../figure";

type Context = Pick<FigureContext, "stage" | "scratch" | "script">;

const Taken = z.object({ folder: z.string(), rows: z.int() });
/** Of a database that holds some seconds of work. */
const TIMEOUT_MS = 180_000;

export interface Backup extends z.infer<typeof Taken> {
  /** Of this process's monotonic clock, as entries of the book have it. */
  readonly began: number;
  readonly ended: number;
}

/** `npm run backup`, of the stage's PostgreSQL, while replicas serve. */
export async function backUp(context: Context): Promise<Backup> {
  const began = performance.now();
  const databaseUrl = await context.stage.cluster.adminUrl();
  const said = await tellus(context, databaseUrl, ["backup", "--json", "--to", path.join(context.scratch, "backups")]);
  return { ...Taken.parse(JSON.parse(said)), began, ended: performance.now() };
}

/** `npm run restore` into an empty database; milliseconds. */
export async function restore(
  context: Context,
  { folder, databaseUrl }: { readonly folder: string; readonly databaseUrl: string },
): Promise<number> {
  const began = performance.now();
  await tellus(context, databaseUrl, ["restore", folder]);
  return performance.now() - began;
}

/** The built command line, or the broken copy of it. */
async function tellus({ stage, script }: Context, databaseUrl: string, args: readonly string[]): Promise<string> {
  const command = [script ?? path.join(stage.checkout, ".build/cli.mjs"), ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, {
    cwd: stage.checkout,
    env: {
      ...process.env,
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      TELLUS_DATA: stage.cluster.dataDirectory,
    },
    timeout: TIMEOUT_MS,
    maxBuffer: 2 ** 24,
  });
  return stdout;
}
