import { readFileSync } from "node:fs";

/** True when a process of that id runs, ours or another account's. */
export function isProcessAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * A process that ended but was not reaped by its parent. In a container whose first process reaps no orphans, a killed
 * PostgreSQL stays one for good, and the signal above still reaches it.
 */
export function isZombie(pid: number): boolean {
  if (process.platform !== "linux") return false;
  try {
    // The state follows the command's name, which is in parentheses and may itself hold any character.
    return /\) Z [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
