import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hashSources, isStamped, stamped } from "./stamp.mjs";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tellus-stamp-"));
  put("server/main.ts", "one");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("what decides whether a step is done again", () => {
  it("a changed, added or removed source does", () => {
    const before = hash();
    put("server/main.ts", "two");
    const changed = hash();
    put("server/kernel/new.ts", "");
    const added = hash();
    rmSync(join(folder, "server/main.ts"));
    expect(new Set([before, changed, added, hash()]).size).toBe(4);
  });

  it("a test, a test helper or a generated file does not", () => {
    const before = hash();
    put("server/main.test.ts", "");
    put("server/testing/fake.ts", "");
    put("server/generated/client.ts", "");
    expect(hash()).toBe(before);
  });

  it("work broken off half-way leaves no stamp", async () => {
    const file = join(folder, "stamp");
    await stamped(file, "a", async () => undefined);
    expect(isStamped(file, "a")).toBe(true);
    await expect(stamped(file, "a", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(isStamped(file, "a")).toBe(false);
  });
});

function hash(): string {
  return hashSources(["server", "absent"], folder);
}

function put(path: string, content: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), content);
}
