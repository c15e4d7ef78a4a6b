import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** The oldest release of a package without a known hole that concerns us, and the hole. */
const FLOORS: Readonly<Record<string, readonly [version: string, reason: string]>> = {
  next: ["16.4.5", "cross-user `use cache` disclosure GHSA-rhh4-g77r-r9qj, CVE-2026-119351, CVE-2026-119347"],
  react: ["19.2.6", "CVE-2026-23870"],
  "react-dom": ["19.2.6", "CVE-2026-23870"],
  sharp: ["0.35.5", "remote code execution through the image optimiser, GHSA-2464-fhr4-w9xw"],
  "next-auth": ["4.24.15", "CVE-2026-73418, CVE-2026-73420"],
  nodemailer: ["10.6.0", "misdelivered sign-in mail, GHSA-5jpx-9hw9-2fx4, and six later advisories"],
  "@trpc/server": ["11.8.0", "prototype pollution, CVE-2025-68130"],
  zod: ["4.6.6", "unbounded work on refused input, GHSA-mrhx-c7xc-m3w5"],
  superjson: ["2.2.6", "remote code execution through prototype pollution, CVE-2022-23631"],
};

type Lockfile = { readonly packages: Readonly<Record<string, { readonly version?: string; readonly name?: string }>> };
const lockfile: Lockfile = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
const locked = Object.entries(lockfile.packages)
  .filter(([path]) => path !== "")
  .map(([path, entry]) => ({
    path,
    name: entry.name ?? path.replace(/^.*node_modules\//, ""),
    version: entry.version ?? "",
  }));

describe("S23 the lockfile stays above the security floors", () => {
  it.each(Object.entries(FLOORS))("%s", (name, [floor, reason]) => {
    const below = locked.filter((entry) => entry.name === name && compareVersions(entry.version, floor) < 0);
    expect(below, `${name} below ${floor}: ${reason}`).toEqual([]);
  });

  it("the packages the floors are about most are really in it", () => {
    const names = locked.map((entry) => entry.name);
    expect(names).toEqual(expect.arrayContaining(["next", "react", "react-dom", "next-auth", "@trpc/server", "zod"]));
  });

  it("a version below its floor is noticed, pre-releases included", () => {
    expect(compareVersions("16.4.4", "16.4.5")).toBeLessThan(0);
    expect(compareVersions("16.4.5-canary.1", "16.4.5")).toBeLessThan(0);
    expect(compareVersions("16.10.0", "16.4.5")).toBeGreaterThan(0);
    expect(compareVersions("16.4.5", "16.4.5")).toBe(0);
  });

  it("names no registry host, so a clone installs from whatever registry it is given", () => {
    expect(JSON.stringify(lockfile)).not.toMatch(/"resolved":"https?:/);
  });
});

/** By the numbers; a pre-release comes before its release. */
function compareVersions(a: string, b: string): number {
  const [numbersA, numbersB] = [a, b].map((version) => (version.split("-")[0] ?? "").split(".").map(Number));
  for (let place = 0; place < 3; place++) {
    const difference = (numbersA?.[place] ?? 0) - (numbersB?.[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(b.includes("-")) - Number(a.includes("-"));
}
