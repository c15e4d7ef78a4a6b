import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, chmod, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { SPOOL_ENDING } from "./abandoned-spool.ts";
import type { Entry } from "./entry.ts";
import { RefusedError } from "./errors.ts";
import { FileSpool } from "./file-spool.ts";

const tell = (number: number): Entry => ({
  kind: "tell",
  key: `key-${number}`,
  at: "2026-01-01T00:00:00.000Z",
  trial: { id: "trl_1", number },
  body: { attempt: 1, state: "completed", values: { loss: number } },
});
const keysOf = (entries: readonly Entry[]) => entries.map(({ key }) => key);

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "tellus-spool-"));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

function open(where: string): { readonly spool: FileSpool; readonly log: string[] } {
  const log: string[] = [];
  const spool = new FileSpool(where, (message) => void log.push(message));
  onTestFinished(() => spool.close());
  return { spool, log };
}

async function spoolFiles(where: string): Promise<string[]> {
  return (await readdir(where)).filter((name) => name.endsWith(SPOOL_ENDING));
}

/** What a process left that ended like this: the number of one that is no more, or of one that lives elsewhere. */
async function leftBehind(where: string, lines: string, { host = hostname(), pid }: { host?: string; pid: number }) {
  const file = join(where, `${encodeURIComponent(host)}~${pid}~1${SPOOL_ENDING}`);
  await writeFile(file, lines);
  return file;
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await once(child, "exit");
  return child.pid ?? 0;
}

const made = (entry: Entry) => `${JSON.stringify({ made: entry })}\n`;

it("what is kept is in a file that only its owner reads, before keep resolves", async () => {
  const where = join(await folder(), "made", "when", "needed");
  const { spool } = open(where);
  await Promise.all([spool.keep(tell(1)), spool.keep(tell(2))]);
  const [file] = await spoolFiles(where);
  expect(await readFile(join(where, file ?? ""), "utf8")).toBe(made(tell(1)) + made(tell(2)));
});

it("what a dead process left is taken over once, without what was settled and what was cut off", async () => {
  const where = await folder();
  const settled = `${JSON.stringify({ settled: ["key-1"] })}\n`;
  await leftBehind(where, `${made(tell(1))}${made(tell(2))}${settled}${made(tell(3)).slice(0, -20)}`, {
    pid: await deadPid(),
  });
  const [one, other] = [open(where), open(where)];
  const taken = await Promise.all([one.spool.takeOver(), other.spool.takeOver()]);
  expect(keysOf(taken.flat())).toEqual(["key-2"]);
});

it("what was taken over is left behind again by a taker that dies", async () => {
  const where = await folder();
  await leftBehind(where, made(tell(1)), { pid: await deadPid() });
  const { spool } = open(where);
  expect(keysOf(await spool.takeOver())).toEqual(["key-1"]);
  const [file] = await spoolFiles(where);
  expect(await readFile(join(where, file ?? ""), "utf8")).toBe(made(tell(1)));
});

it("a living process keeps its file, here and elsewhere, until it is silent for long", async () => {
  const where = await folder();
  await leftBehind(where, made(tell(1)), { pid: process.ppid });
  const elsewhere = await leftBehind(where, made(tell(2)), { host: "elsewhere", pid: 1 });
  const { spool } = open(where);
  expect(await spool.takeOver()).toEqual([]);
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(elsewhere, longAgo, longAgo);
  expect(keysOf(await spool.takeOver())).toEqual(["key-2"]);
});

it("a process that was taken for dead writes what is open to a new file", async () => {
  const where = await folder();
  const { spool } = open(where);
  await spool.keep(tell(1));
  const [file = ""] = await spoolFiles(where);
  await rename(join(where, file), join(where, "taken"));
  await spool.keep(tell(2));
  expect(await readFile(join(where, file), "utf8")).toBe(made(tell(1)) + made(tell(2)));
});

it("a file goes with its process once nothing is open in it, and stays otherwise", async () => {
  const where = await folder();
  const [done, open_] = [open(where), open(where)];
  await Promise.all([done.spool.keep(tell(1)), open_.spool.keep(tell(2))]);
  done.spool.settle([tell(1)]);
  await Promise.all([done.spool.close(), open_.spool.close()]);
  const files = await spoolFiles(where);
  expect(files).toHaveLength(1);
  expect(await readFile(join(where, files[0] ?? ""), "utf8")).toBe(made(tell(2)));
});

it("a disk that takes nothing is said once, stops nobody, and is used again when it can be", async () => {
  const where = await folder();
  const blocked = join(where, "not a folder");
  await writeFile(blocked, "");
  const { spool, log } = open(blocked);
  await spool.keep(tell(1));
  await spool.keep(tell(2));
  expect(log).toEqual([expect.stringContaining("Set TELLUS_SPOOL")]);
  await rm(blocked);
  await spool.keep(tell(3));
  const [file = ""] = await spoolFiles(blocked);
  expect(await readFile(join(blocked, file), "utf8")).toBe([1, 2, 3].map((number) => made(tell(number))).join(""));
});

it("what was refused is put aside with the reason, and where that cannot be written it is said whole", async () => {
  const where = await folder();
  const error = new RefusedError(409, { code: "already_told", detail: "It has another result." });
  const file = await open(where).spool.putAside(tell(1), error);
  expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ key: "key-1", problem: { code: "already_told" } });
  await appendFile(join(where, "file"), "");
  expect(await open(join(where, "file")).spool.putAside(tell(1), error)).toContain('"values":{"loss":1}');
  await chmod(where, 0o700);
});
