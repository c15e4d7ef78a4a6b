import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/**
 * Another process that uses the embedded database, to be killed: `.build/test/hold-database.mjs`, made from
 * hold-database.ts. Resolves once that process says its database is ready, with whether it had adopted a running one.
 */
export interface DatabaseProcess {
  readonly adopted: boolean;
  /** kill -9: no handler runs, nothing is cleaned up. */
  kill(): Promise<void>;
  /** Asks it to stop the database and end. */
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL("../../..", import.meta.url));

export async function buildDatabaseProcess(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [fileURLToPath(new URL("./hold-database.ts", import.meta.url))],
    outfile: `.build/test/hold-database-${process.pid}.mjs`,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    write: true,
    metafile: true,
    logLevel: "error",
  }).then(({ metafile }) => ({ outputFiles: Object.keys(metafile.outputs) }));
  return `${root}${outputFiles[0]}`;
}

export function spawnDatabaseProcess(program: string, directory: string): ChildProcess {
  return spawn(process.execPath, [program, directory], { stdio: ["pipe", "pipe", "inherit"] });
}

export async function startDatabaseProcess(program: string, directory: string): Promise<DatabaseProcess> {
  const child = spawnDatabaseProcess(program, directory);
  const ended = once(child, "exit");
  if (!child.stdout) throw new Error("no standard output");
  const [line] = (await Promise.race([
    once(child.stdout, "data"),
    ended.then(() => Promise.reject(new Error(`${program} ended early`))),
  ])) as [Buffer];
  return {
    adopted: line.toString().includes("adopted"),
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
    stop: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}
