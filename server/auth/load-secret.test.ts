import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadSecret } from "./load-secret";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "secret-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test("a given secret is used as it is", async () => {
  expect(await loadSecret({ given: "given", directory })).toBe("given");
});

test("processes that start at once on one data directory all get the same whole secret", async () => {
  for (let round = 0; round < 20; round += 1) {
    const place = path.join(directory, String(round));
    const secrets = await Promise.all(
      Array.from({ length: 8 }, () => loadSecret({ given: undefined, directory: place })),
    );
    expect(new Set(secrets).size).toBe(1);
    expect(await readdir(place)).toEqual(["secret"]);
  }
});

test("a damaged secret is refused, not replaced: everyone would be signed out", async () => {
  await writeFile(path.join(directory, "secret"), "short");
  await expect(loadSecret({ given: undefined, directory })).rejects.toThrow(/no usable secret/);
});
