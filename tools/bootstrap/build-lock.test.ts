import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let checkout: string;

beforeEach(() => {
  // The lock lies in the checkout that the module itself is part of, so it is reached through a checkout made for this test.
  checkout = mkdtempSync(join(tmpdir(), "tellus-lock-"));
  mkdirSync(join(checkout, "tools"));
  symlinkSync(import.meta.dirname, join(checkout, "tools/bootstrap"));
  mkdirSync(join(checkout, ".build"));
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

describe("the build lock", () => {
  it("lets one of several through at a time", async () => {
    const work = "await withBuildLock(async () => { log('in'); await sleep(150); log('out'); });";
    await Promise.all([run(work), run(work), run(work)]);
    expect(readFileSync(join(checkout, "log"), "utf8")).toBe("in\nout\n".repeat(3));
  });

  it("is free again after work that failed or was killed", async () => {
    await run("await withBuildLock(async () => { throw new Error('broken'); }).catch(() => log('failed'));");
    await run(
      "await withBuildLock(async () => { log('killed'); process.kill(process.pid, 'SIGKILL'); await sleep(9_999); });",
    );
    await run("await withBuildLock(async () => log('done'));");
    expect(readFileSync(join(checkout, "log"), "utf8")).toBe("failed\nkilled\ndone\n");
  });

  it("of a process long gone is taken over", async () => {
    writeFileSync(join(checkout, ".build/lock"), "2147483646");
    await run("await withBuildLock(async () => log('done'));");
    expect(readFileSync(join(checkout, "log"), "utf8")).toBe("done\n");
    expect(existsSync(join(checkout, ".build/lock"))).toBe(false);
  });
});

function run(work: string): Promise<unknown> {
  const script = `
    import { appendFileSync } from "node:fs";
    import { setTimeout as sleep } from "node:timers/promises";
    import { withBuildLock } from ${JSON.stringify(join(checkout, "tools/bootstrap/build-lock.mjs"))};
    const log = (word) => appendFileSync(${JSON.stringify(join(checkout, "log"))}, word + "\\n");
    ${work}`;
  const args = ["--preserve-symlinks", "--input-type=module", "--eval", script];
  return new Promise((done) => spawn(process.execPath, args, { stdio: "ignore" }).once("exit", done));
}
