import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TemporaryDatabase, temporaryDatabase } from "@/server/embedded/testing/temporary-database";
import { applyBreakage } from "./breakage";
import { figures } from "./catalog";

const checkout = path.resolve(import.meta.dirname, "..");
let database: TemporaryDatabase;
let admin: pg.Client;
beforeAll(async () => {
  database = await temporaryDatabase();
  admin = new pg.Client({ connectionString: database.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

const cluster = {
  query: async <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    (await admin.query<Row>(text, [...values])).rows,
};

const definitions = async (): Promise<unknown> =>
  (
    await admin.query(
      `select p.oid, pg_get_functiondef(p.oid) from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'public' and p.prokind = 'f' order by p.oid`,
    )
  ).rows;

describe("the positive controls of the fault suite", () => {
  test("every figure has one", () => {
    expect(figures.filter(({ breakages }) => breakages.length === 0).map(({ id }) => id)).toEqual([]);
  });

  // `npm run test:faults -- --broken` shows that they are noticed; here, that what they break is still there.
  const all = figures.flatMap(({ id, breakages }) =>
    breakages.map((breakage) => ({ id, name: breakage.name, breakage })),
  );
  test.each(all)("$id: $name can be broken, and mended again", async ({ breakage }) => {
    const before = await definitions();
    const applied = await applyBreakage(breakage, { cluster, checkout });
    if (breakage.kind === "function") expect(await definitions()).not.toEqual(before);
    await applied.undo();
    expect(await definitions()).toEqual(before);
  });
});
