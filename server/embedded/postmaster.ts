import { open, stat } from "node:fs/promises";
import path from "node:path";
import type { ClusterHome } from "./cluster-home";
import { type PostgresBinaries, programPath } from "./postgres-binaries";
import { runProgram } from "./run-program";

export type StartOutcome =
  | { readonly kind: "started" }
  /** Somebody else listens on the port. */
  | { readonly kind: "port_taken" }
  /** Another server holds the data directory, or children of a killed one are still going away. */
  | { readonly kind: "locked" }
  | { readonly kind: "failed"; readonly output: string };

interface Postmaster {
  readonly home: ClusterHome;
  readonly binaries: PostgresBinaries;
}

/** Crash recovery may replay up to max_wal_size of log before the server answers; give it ten minutes. */
const START_TIMEOUT_SECONDS = 600;
const STOP_TIMEOUT_SECONDS = 60;

/** Starts PostgreSQL as a daemon in a session of its own, so that a Ctrl-C in our terminal does not reach it before us. */
export async function startPostmaster(
  options: Postmaster & { readonly port: number; readonly durable: boolean },
): Promise<StartOutcome> {
  const { home, binaries, port, durable } = options;
  const logFile = serverLog(home.cluster);
  const before = await stat(logFile).then(
    ({ size }) => size,
    () => 0,
  );
  const settings = Object.entries(serverSettings(port, durable)).map(([name, value]) => `-c ${name}=${value}`);
  const flags = ["-D", path.join(home.cluster, "data"), "-l", logFile, "-o", settings.join(" ")];
  const { status, output } = await runProgram({
    file: programPath(binaries.directory, "pg_ctl"),
    args: [...flags, "-w", "-t", String(START_TIMEOUT_SECONDS), "start"],
    account: home.account,
  });
  if (status === 0) return { kind: "started" };
  const said = await readFrom(logFile, before);
  if (/could not bind IPv4 address|could not create any TCP\/IP sockets/.test(said)) return { kind: "port_taken" };
  if (
    /(lock|PID) file ".*" (already exists|is empty)|invalid data in PID file|pre-existing shared memory block|server might be running/.test(
      said + output,
    )
  ) {
    return { kind: "locked" };
  }
  return { kind: "failed", output: `${output}\n${said}`.trim().slice(-2000) };
}

/** Ends the server in order; one that does not end in a minute is stopped at once and recovers at its next start. */
export async function stopPostmaster({ home, binaries }: Postmaster): Promise<void> {
  for (const mode of ["fast", "immediate"]) {
    const args = ["-D", path.join(home.cluster, "data"), "-m", mode, "-w", "-t", String(STOP_TIMEOUT_SECONDS), "stop"];
    const file = programPath(binaries.directory, "pg_ctl");
    const { status, output } = await runProgram({ file, args, account: home.account });
    if (status === 0 || /PID file .* does not exist|No such process|Is server running/.test(output)) return;
  }
}

export function serverLog(cluster: string): string {
  return path.join(cluster, "log", "server.log");
}

/**
 * What Tellus depends on, given on the command line so that no edited file can take it away. Everything else has
 * PostgreSQL's default and is the operator's to tune with ALTER SYSTEM. Values must stay free of spaces and quotes:
 * pg_ctl hands them to a shell.
 */
function serverSettings(port: number, durable: boolean): Record<string, string | number> {
  return {
    port,
    listen_addresses: "127.0.0.1",
    // Loopback with SCRAM is the only door; a socket file would need a place both accounts can reach.
    unix_socket_directories: "",
    password_encryption: "scram-sha-256",
    fsync: durable ? "on" : "off",
    synchronous_commit: "on",
    full_page_writes: durable ? "on" : "off",
    timezone: "UTC",
    log_timezone: "UTC",
    // Compiling plans costs more than these short statements run, and parallel workers want the shared memory
    // that small containers lack.
    jit: "off",
    max_parallel_workers_per_gather: 0,
    max_wal_size: "512MB",
    // A new database has no statistics, and every index begins with the workspace: until the first ANALYZE the planner
    // takes any of them for as good as the key. A minute of that (the default) is felt; seconds are not.
    autovacuum_naptime: "5s",
    // Logs must not hold statements, parameters or the values of rejected rows: they may be secrets.
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
  };
}

async function readFrom(file: string, position: number): Promise<string> {
  const handle = await open(file, "r").catch(() => undefined);
  if (!handle) return "";
  try {
    const { size } = await handle.stat();
    const length = Math.min(Math.max(size - position, 0), 65_536);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString("utf8");
  } finally {
    await handle.close();
  }
}
