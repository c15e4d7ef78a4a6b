import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { isProcessAlive } from "@/server/embedded/process-alive";
import { buildDatabaseProcess, startDatabaseProcess } from "@/server/embedded/testing/database-process";
import { removeAbandoned, runFolder } from "./abandoned";
import { Cluster } from "./cluster";

/** The id of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return child.pid ?? 0;
}

test("what a killed run has left is found by its process id: its PostgreSQL is stopped, its folder is removed", async () => {
  const program = await buildDatabaseProcess();
  const folder = path.join(tmpdir(), `tellus-faults-${await deadPid()}-test`);
  // As deep as the figure of the full disk has it.
  const data = path.join(folder, "volume", "data");
  await mkdir(data, { recursive: true });
  for (const each of [folder, path.join(folder, "volume"), data]) await chmod(each, 0o755);
  try {
    const holder = await startDatabaseProcess(program, path.join(data, "postgres"));
    await holder.kill();
    const postmaster = (await new Cluster(data).postmaster()) ?? 0;
    expect(isProcessAlive(postmaster)).toBe(true);

    await removeAbandoned();

    expect(isProcessAlive(postmaster)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  } finally {
    await rm(program, { force: true });
    await rm(folder, { recursive: true, force: true });
  }
});

test("a run that goes on keeps its folder", async () => {
  const folder = await runFolder("test");
  await removeAbandoned();
  expect(existsSync(folder)).toBe(true);
  await rm(folder, { recursive: true });
});
