import { spawn } from "node:child_process";
import type { ServiceAccount } from "./service-account";

export interface ProgramResult {
  /** Exit status; -1 when the program could not be executed at all or was ended by a signal. */
  readonly status: number;
  readonly output: string;
}

/** The server's secrets must not be readable in the environment of a daemon. NODE_ENV is there for Next's types only. */
const MINIMAL_ENVIRONMENT = {
  PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
  LC_ALL: "C",
  TZ: "UTC",
  NODE_ENV: "production",
} as const;

/** Runs a program of PostgreSQL's or the system's to its end and returns what it printed. */
export function runProgram(options: {
  readonly file: string;
  readonly args: readonly string[];
  readonly account?: ServiceAccount | undefined;
}): Promise<ProgramResult> {
  const { file, args, account } = options;
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: "/",
      env: MINIMAL_ENVIRONMENT,
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
      ...(account && { uid: account.uid, gid: account.gid }),
    });
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString("utf8");
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (error) => resolve({ status: -1, output: error.message }));
    child.on("close", (code) => resolve({ status: code ?? -1, output: output.trim() }));
  });
}
