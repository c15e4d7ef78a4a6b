import { stat } from "node:fs/promises";
import { hostname } from "node:os";
import { basename } from "node:path";

/** `<host>~<process>~<random>`: the Python client has an ending of its own. */
export const SPOOL_ENDING = ".tellus-ts.jsonl";

/** A process elsewhere that has not touched its file for so long is taken for dead. Should it live, both send the same, which changes nothing. */
const SILENT_MS = 10 * 60_000;

/** Whether the process that writes a spool file, none of ours, is no more. */
export async function isAbandoned(file: string): Promise<boolean> {
  const [host, pid] = basename(file).split("~");
  if (host === encodeURIComponent(hostname()) && !isAlive(Number(pid))) return true;
  const { mtimeMs } = await stat(file);
  return Date.now() - mtimeMs > SILENT_MS;
}

function isAlive(pid: number): boolean {
  // Another process had our number before us, as the first process of every container has.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // somebody else's
  }
}
