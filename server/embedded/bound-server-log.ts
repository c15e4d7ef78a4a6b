import { copyFile, stat, truncate } from "node:fs/promises";
import { serverLog } from "./postmaster";

const BYTES_MAX = 10 * 1024 * 1024;

/**
 * Keeps PostgreSQL's log at twice ten mebibytes: the full one is copied aside and emptied. PostgreSQL appends
 * (O_APPEND), so emptying under it is safe; a line written between copy and truncation is lost, which a log can bear.
 */
export async function boundServerLog(cluster: string, bytesMax = BYTES_MAX): Promise<void> {
  const file = serverLog(cluster);
  const { size } = await stat(file);
  if (size <= bytesMax) return;
  await copyFile(file, `${file}.1`);
  await truncate(file, 0);
}
