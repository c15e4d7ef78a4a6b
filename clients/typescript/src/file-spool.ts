import { randomUUID } from "node:crypto";
import {
  appendFile,
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
} from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { isAbandoned, SPOOL_ENDING } from "./abandoned-spool.ts";
import type { Entry } from "./entry.ts";
import type { RefusedError } from "./errors.ts";
import type { Spool } from "./spool.ts";

type Line = { readonly made: Entry } | { readonly settled: readonly string[] };

const TOUCH_EVERY_MS = 30_000;
/** A file all of whose entries are settled is emptied beyond this. */
const SIZE_MAX = 256 * 1024;
const OWNED_KEY = Symbol.for("tellus.spool-files");

/**
 * An append-only file of JSON lines, flushed to the disk before anything is sent. A folder holds one per process; whoever
 * comes next takes over those of processes that are gone.
 */
export class FileSpool implements Spool {
  readonly #folder: string;
  readonly #file: string;
  readonly #log: (message: string) => void;
  readonly #open = new Map<string, Entry>();
  #handle: FileHandle | undefined;
  #size = 0;
  #waiting: { readonly line: Line; readonly resolve: () => void }[] = [];
  #writing: Promise<void> | undefined;
  #isBroken = false;
  #touch: NodeJS.Timeout | undefined;

  constructor(folder: string, log: (message: string) => void) {
    this.#folder = folder;
    this.#log = log;
    this.#file = join(folder, `${encodeURIComponent(hostname())}~${process.pid}~${randomUUID()}${SPOOL_ENDING}`);
  }

  keep(entry: Entry): Promise<void> {
    this.#open.set(entry.key, entry);
    return this.#append({ made: entry });
  }

  settle(entries: readonly Entry[]): void {
    for (const { key } of entries) this.#open.delete(key);
    // Not waited for: should it get lost, the entry is sent once more, which changes nothing.
    void this.#append({ settled: entries.map(({ key }) => key) });
  }

  async putAside(entry: Entry, { problem }: RefusedError): Promise<string> {
    const file = join(this.#folder, "refused.jsonl");
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await appendFile(file, `${JSON.stringify({ ...entry, problem })}\n`, { mode: 0o600, flush: true });
      return file;
    } catch (error) {
      return `nowhere, for ${file} cannot be written (${String(error)}): ${JSON.stringify(entry.body)}`;
    }
  }

  async takeOver(): Promise<readonly Entry[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const taken: Entry[] = [];
    for (const name of names.filter((each) => each.endsWith(SPOOL_ENDING)))
      taken.push(...(await this.#takeFile(join(this.#folder, name)).catch(() => [])));
    return taken;
  }

  async close(): Promise<void> {
    while (this.#writing) await this.#writing;
    clearInterval(this.#touch);
    await this.#handle?.close().catch(() => undefined);
    this.#handle = undefined;
    if (this.#open.size === 0) await rm(this.#file, { force: true }).catch(() => undefined);
    ownedFiles().delete(this.#file);
  }

  /** The entries of an abandoned file, moved into ours. Renaming it first makes one taker of several that try. */
  async #takeFile(file: string): Promise<readonly Entry[]> {
    if (ownedFiles().has(file) || !(await isAbandoned(file))) return [];
    const claimed = `${this.#file.slice(0, -SPOOL_ENDING.length)}-${randomUUID()}${SPOOL_ENDING}`;
    ownedFiles().add(claimed);
    try {
      await rename(file, claimed);
      const entries = unsettled(await readFile(claimed, "utf8"));
      await Promise.all(entries.map((entry) => this.keep(entry)));
      // Where our own file could not be written, theirs is what there is.
      if (!this.#isBroken) await rm(claimed);
      return entries;
    } finally {
      ownedFiles().delete(claimed);
    }
  }

  #append(line: Line): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ line, resolve });
      this.#writing ??= this.#write();
    });
  }

  /** Everything that waits, with one flush. */
  async #write(): Promise<void> {
    // What is put in by the same turn of the event loop goes together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      await this.#flush(batch.map(({ line }) => line)).then(
        () => {
          this.#isBroken = false;
        },
        (error: unknown) => this.#complain(error),
      );
      for (const { resolve } of batch) resolve();
    }
    // In the same turn: what comes later begins to write by itself.
    this.#writing = undefined;
  }

  async #flush(lines: readonly Line[]): Promise<void> {
    if (this.#open.size === 0 && (this.#size === 0 || this.#size > SIZE_MAX)) return this.#empty();
    const handle = await this.#current(lines);
    if (handle === "written") return;
    await this.#writeOut(
      handle,
      lines,
      lines.some((line) => "made" in line),
    );
  }

  async #writeOut(handle: FileHandle, lines: readonly Line[], isToStay: boolean): Promise<void> {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    await handle.appendFile(text);
    if (isToStay) await handle.datasync();
    this.#size += Buffer.byteLength(text);
  }

  async #empty(): Promise<void> {
    await this.#handle?.truncate(0);
    this.#size = 0;
  }

  /** The file to write to. One that is new, or was taken from us while we slept, gets all that is open first. */
  async #current(lines: readonly Line[]): Promise<FileHandle | "written"> {
    if (this.#handle && (await isSameFile(this.#handle, this.#file))) return this.#handle;
    await this.#handle?.close().catch(() => undefined);
    this.#handle = undefined;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const handle = await open(this.#file, "a", 0o600);
    ownedFiles().add(this.#file);
    this.#handle = handle;
    this.#touch ??= setInterval(
      () => void utimes(this.#file, new Date(), new Date()).catch(() => undefined),
      TOUCH_EVERY_MS,
    );
    this.#touch.unref();
    const made = [...this.#open.values()].map((entry) => ({ made: entry }));
    await this.#writeOut(handle, made.length > 0 ? made : lines, true);
    return "written";
  }

  #complain(error: unknown): void {
    void this.#handle?.close().catch(() => undefined);
    // The next line tries a file of its own again, with everything that is open.
    this.#handle = undefined;
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#log(
      `Results cannot be kept on disk in ${this.#folder} (${error instanceof Error ? error.message : String(error)}). They are sent all the same, but a crash of this process may lose some. Set TELLUS_SPOOL to a folder that can be written.`,
    );
  }
}

/** What was made and not settled. A line cut off by a crash, the last one, was not acknowledged to anybody. */
function unsettled(text: string): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const line of text.split("\n")) {
    const read = parseLine(line);
    if (read && "made" in read) entries.set(read.made.key, read.made);
    else if (read) for (const key of read.settled) entries.delete(key);
  }
  return [...entries.values()];
}

function parseLine(line: string): Line | undefined {
  try {
    return line === "" ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function isSameFile(handle: FileHandle, file: string): Promise<boolean> {
  const [ours, there] = await Promise.all([handle.stat(), stat(file).catch(() => undefined)]);
  return ours.ino === there?.ino && ours.dev === there.dev;
}

/** Files of this process, should it have the module twice. */
function ownedFiles(): Set<string> {
  const shared = globalThis as { [OWNED_KEY]?: Set<string> };
  shared[OWNED_KEY] ??= new Set();
  return shared[OWNED_KEY];
}
