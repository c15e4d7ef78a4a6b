import { readFileSync, statSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import { TellusError } from "./errors.ts";
import { FileSpool } from "./file-spool.ts";
import type { Host } from "./host.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

export const host: Host = {
  setting: (name) => process.env[name] || undefined,
  stored: readConfigFile,
  name: () =>
    `${hostname()
      .replaceAll(/[^\x21-\x7e]/g, "_")
      .slice(0, 100)}-${process.pid}`,
  openSpool: (workspace, folder = spoolFolder(), log) => new FileSpool(join(folder, "typescript", workspace), log),
  onLeave,
  onEnd: (beforeEnd) => {
    process.once("beforeExit", beforeEnd);
    return () => void process.off("beforeExit", beforeEnd);
  },
  inBackground: (timer) => void timer.unref(),
};

/** What is to be done before the process leaves; one listener for all, which knows whether it is alone. */
const leaving = new Set<() => Promise<void>>();

/** A program with a handler of its own decides by itself what becomes of its trials, and when it ends. */
function leave(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  // The second time the process ends at once, as it would have without us.
  for (const one of SIGNALS) process.off(one, leave);
  void Promise.allSettled([...leaving].map((beforeLeaving) => beforeLeaving())).then(() =>
    process.kill(process.pid, signal),
  );
}

function onLeave(beforeLeaving: () => Promise<void>): () => void {
  if (leaving.size === 0) for (const signal of SIGNALS) process.on(signal, leave);
  leaving.add(beforeLeaving);
  return () => {
    leaving.delete(beforeLeaving);
    if (leaving.size === 0) for (const signal of SIGNALS) process.off(signal, leave);
  };
}

/** The folder that the Python client uses too, each with files of its own. */
function spoolFolder(): string {
  if (process.env.TELLUS_SPOOL) return process.env.TELLUS_SPOOL;
  if (process.platform === "win32") return join(process.env.LOCALAPPDATA ?? homedir(), "tellus", "spool");
  return join(process.env.XDG_STATE_HOME || join(homedir(), ".local", "state"), "tellus", "spool");
}

function configFile(): string {
  if (process.env.TELLUS_CONFIG) return process.env.TELLUS_CONFIG;
  if (process.platform === "win32") return join(process.env.APPDATA ?? homedir(), "tellus", "config.json");
  return join(process.env.XDG_CONFIG_HOME || join(homedir(), ".config"), "tellus", "config.json");
}

function readConfigFile(): ReturnType<Host["stored"]> {
  const file = configFile();
  try {
    if (process.platform !== "win32" && statSync(file).mode & 0o077)
      throw new TellusError(`${file} holds a key and can be read by others. Run: chmod 600 ${file}`);
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof TellusError) throw error;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new TellusError(`${file} cannot be read (${String(error)}). Mend it, or remove it.`, { cause: error });
  }
}
