import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
const configuration: { forbidden: { name: string }[] } = createRequire(import.meta.url)("../.dependency-cruiser.cjs");

/** One planted violation per rule: the file that breaks it, and what the file says. */
const VIOLATIONS: Readonly<Record<string, readonly [file: string, source: string]>> = {
  "no-cycles": ["lib/domain/cycle-a.ts", 'import { b } from "./cycle-b";\nexport const a = () => b;'],
  "no-unresolvable": ["lib/domain/lost.ts", 'import { gone } from "./nowhere";\nexport const lost = gone;'],
  "lib-is-pure": [
    "lib/domain/impure.ts",
    'import { service } from "@/server/kernel/service";\nexport const impure = service;',
  ],
  "lib-no-node-core": [
    "lib/format/reads-files.ts",
    'import { readFileSync } from "node:fs";\nexport const read = readFileSync;',
  ],
  "lib-no-framework": ["lib/format/draws.ts", 'import { useState } from "react";\nexport const draws = useState;'],
  "engine-stands-alone": [
    "lib/engine/leans.ts",
    'import { Trial } from "../contract/trial";\nexport const leans = Trial;',
  ],
  "ml-matrix-only-in-linalg": [
    "lib/engine/sampler/gp/solve.ts",
    'import { Matrix } from "ml-matrix";\nexport const solve = Matrix;',
  ],
  "zod-in-engine-only-for-definitions": [
    "lib/engine/sampler/gp/parses.ts",
    'import { z } from "zod";\nexport const parses = z;',
  ],
  "engine-implementations-are-server-only": [
    "components/study/suggests.ts",
    'import { gp } from "@/lib/engine/sampler/gp/sampler";\nexport const suggests = gp;',
  ],
  "engine-runs-in-the-host": [
    "server/services/trial/suggests-inline.ts",
    'import { gp } from "@/lib/engine/sampler/gp/sampler";\nexport const suggests = gp;',
  ],
  "analysis-uses-engine-helpers-only": [
    "lib/analysis/proposes.ts",
    'import { gp } from "../engine/sampler/gp/sampler";\nexport const proposes = gp;',
  ],
  "components-no-server": [
    "components/study/calls.ts",
    'import { service } from "@/server/kernel/service";\nexport const calls = service;',
  ],
  "app-is-thin": ["app/thick.ts", 'import { rows } from "@/server/db/workspace-db";\nexport const thick = rows;'],
  "services-know-no-transport": [
    "server/services/trial/answers.ts",
    'import { Hono } from "hono";\nexport const answers = Hono;',
  ],
  "transports-hold-no-logic": [
    "server/rest/queries.ts",
    'import { rows } from "@/server/db/workspace-db";\nexport const queries = rows;',
  ],
  "prisma-only-in-db": [
    "server/services/trial/raw-model.ts",
    'import { PrismaClient } from "@/server/generated/prisma/client";\nexport const raw = PrismaClient;',
  ],
  "raw-client-stays-in-db": [
    "server/services/trial/raw-pool.ts",
    'import { pools } from "@/server/db/pools";\nexport const raw = pools;',
  ],
  "testing-only-from-tests": [
    "server/services/trial/ships-a-fake.ts",
    'import { fake } from "./testing/fake";\nexport const ships = fake;',
  ],
  "product-imports-no-tooling": [
    "server/kernel/uses-tools.ts",
    'import { tool } from "@/tools/tool";\nexport const uses = tool;',
  ],
  "examples-stand-alone": [
    "examples/digits/peeks.ts",
    'import { Trial } from "@/lib/contract/trial";\nexport const peeks = Trial;',
  ],
  "clients-stand-alone": [
    "clients/typescript/src/peeks.ts",
    'import { Trial } from "@/lib/contract/trial";\nexport const peeks = Trial;',
  ],
  "clients-need-no-package": ["clients/typescript/src/leans.ts", 'import { z } from "zod";\nexport const leans = z;'],
  "no-dev-dependency-in-product": [
    "server/kernel/checks.ts",
    'import { test } from "fast-check";\nexport const checks = test;',
  ],
};

/** What the violations import, and imports that look like violations and are not. */
const INNOCENT: Readonly<Record<string, string>> = {
  "lib/domain/cycle-b.ts": 'import { a } from "./cycle-a";\nexport const b = () => a;',
  "lib/domain/type-cycle-a.ts": 'import { b } from "./type-cycle-b";\nexport const a = b;\nexport type A = string;',
  "lib/domain/type-cycle-b.ts": 'import type { A } from "./type-cycle-a";\nexport const b: A = "";',
  "lib/contract/trial.ts": 'import { z } from "zod";\nexport const Trial = z;',
  "lib/engine/linalg/factor.ts": 'import { Matrix } from "ml-matrix";\nexport const factor = Matrix;',
  "lib/engine/sampler/gp/sampler.ts": "export const gp = 1;",
  "lib/engine/sampler/gp/definition.ts": 'import { z } from "zod";\nexport const definition = z;',
  "lib/engine/sampler/gp/sampler.test.ts": 'import { readFileSync } from "node:fs";\nexport const read = readFileSync;',
  "components/study/lists.ts":
    'import { definition } from "@/lib/engine/sampler/gp/definition";\nexport const lists = definition;',
  "components/study/typed.ts":
    'import type { service } from "@/server/kernel/service";\nexport type Typed = typeof service;',
  "server/engine-host/host.ts": 'import { gp } from "@/lib/engine/sampler/gp/sampler";\nexport const host = gp;',
  "server/kernel/service.ts": "export const service = 1;",
  "server/db/workspace-db.ts":
    'import { PrismaClient } from "@/server/generated/prisma/client";\nimport { pools } from "./pools";\nexport const rows = [PrismaClient, pools];',
  "server/db/pools.ts": 'import { Pool } from "pg";\nexport const pools = Pool;',
  "server/jobs/reaper.ts": 'import { pools } from "@/server/db/pools";\nexport const reaper = pools;',
  "server/generated/prisma/client.ts": "export const PrismaClient = 1;",
  "server/rest/router.ts":
    'import { Hono } from "hono";\nimport { answers } from "@/server/services/trial/answers";\nexport const router = [Hono, answers];',
  "server/services/trial/testing/fake.ts": "export const fake = 1;",
  "server/services/trial/ask.db.test.ts": 'import { fake } from "./testing/fake";\nexport const used = fake;',
  "tools/tool.ts": "export const tool = 1;",
};

const PACKAGES = ["zod", "ml-matrix", "pg", "hono", "react"];

let folder: string;
let found: { readonly rule: string; readonly from: string }[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tellus-boundaries-"));
  await plant();
  found = await cruise();
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("import boundaries", () => {
  it("every rule has a planted violation", () => {
    expect(Object.keys(VIOLATIONS).sort()).toEqual(configuration.forbidden.map((rule) => rule.name).sort());
  });

  it.each(Object.entries(VIOLATIONS))("%s fires on its violation", (rule, [from]) => {
    expect(found).toContainEqual({ rule, from });
  });

  it("imports that only look like violations pass", () => {
    const guilty = new Set(Object.values(VIOLATIONS).map(([file]) => file));
    // The other half of the planted cycle is guilty too.
    guilty.add("lib/domain/cycle-b.ts");
    expect(found.filter(({ from }) => !guilty.has(from))).toEqual([]);
  });
});

async function plant(): Promise<void> {
  const files = { ...INNOCENT, ...Object.fromEntries(Object.values(VIOLATIONS)) };
  const dependencies = Object.fromEntries(PACKAGES.map((name) => [name, "1.0.0"]));
  await put(
    "package.json",
    JSON.stringify({ type: "module", dependencies, devDependencies: { "fast-check": "1.0.0" } }),
  );
  for (const [file, source] of Object.entries(files)) await put(file, source);
  for (const name of [...PACKAGES, "fast-check"]) {
    await put(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "main.js" }));
    await put(`node_modules/${name}/main.js`, "");
  }
  for (const file of [".dependency-cruiser.cjs", "tsconfig.json"]) await cp(join(root, file), join(folder, file));
}

async function put(file: string, content: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), content);
}

async function cruise(): Promise<typeof found> {
  const runner = join(root, "tools/lint/run-boundaries.mjs");
  const args = [
    runner,
    "--config",
    ".dependency-cruiser.cjs",
    "--output-type",
    "json",
    "app",
    "components",
    "lib",
    "server",
    "clients",
    "examples",
    "tools",
  ];
  // dependency-cruiser answers with a failing exit code when it finds something, which is what is wanted here.
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, maxBuffer: 64 << 20 }).catch(
    (error) => error,
  );
  const { summary } = JSON.parse(stdout);
  return summary.violations.map((violation: { rule: { name: string }; from: string }) => ({
    rule: violation.rule.name,
    from: violation.from,
  }));
}
