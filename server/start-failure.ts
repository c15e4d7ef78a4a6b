import { DatabaseSetupError } from "./db/database-setup-error";
import { EmbeddedDatabaseError } from "./embedded/embedded-database-error";
import { SettingsError } from "./env";

export interface StartFailure {
  /** For the operator: what is wrong, then what to do. */
  readonly message: string;
  /** Nobody foresaw it, so its stack is worth a look. */
  readonly unforeseen: boolean;
}

/** What the operator reads when the server cannot start. */
export function startFailure(error: unknown): StartFailure {
  const foreseen = foreseenMessage(error);
  if (foreseen !== undefined) return { message: foreseen, unforeseen: false };
  return {
    message: `Tellus could not start: ${error instanceof Error ? error.message : String(error)}`,
    unforeseen: true,
  };
}

const UNUSABLE_DIRECTORY = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST"]);

function foreseenMessage(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof SettingsError || error instanceof DatabaseSetupError || error instanceof EmbeddedDatabaseError)
    return `Tellus could not start: ${error.message}`;
  const { code = "", syscall, path }: NodeJS.ErrnoException = error;
  if (code === "EADDRINUSE") return "The port is taken. Stop what uses it, or choose another: PORT=3001 npm start";
  if (code === "EACCES" && syscall === "listen")
    return "This account may not listen on that port. Choose one above 1023: PORT=3001 npm start";
  if (code === "EADDRNOTAVAIL") return "This machine has no such address. Correct HOST, or leave it unset.";
  if (code === "ENOSPC") return "The disk is full. Make room, or choose another directory: TELLUS_DATA=… npm start";
  if (UNUSABLE_DIRECTORY.has(code) && path !== undefined)
    return `The data directory cannot be used (${code} at ${path}). Let this account write there, or choose another directory: TELLUS_DATA=… npm start`;
  return undefined;
}
