import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const FOLDER = "prisma/migrations";
/** Written before anybody knew; what they should have changed was in no released version. */
const CHANGED_NOTHING = [
  "20261130101800_announced_targets",
  "20261130122400_reading_mends",
  "20261130143000_repeat_places",
];

interface Change {
  readonly migration: string;
  readonly table: string;
  readonly lifted: boolean;
}

/** Statements of a migration that change rows, those within functions left out. */
function changesOf(migration: string): Change[] {
  const sql = readFileSync(`${FOLDER}/${migration}/migration.sql`, "utf8")
    .replaceAll(/\$(\w*)\$[\s\S]*?\$\1\$/g, "")
    .replaceAll(/--.*$/gm, "");
  return [...sql.matchAll(/^\s*(?:update|delete from|insert into)\s+"?(\w+)"?/gim)].map(({ 1: table = "", index }) => ({
    migration,
    table,
    lifted: new RegExp(`alter table "?${table}"? no force row level security`, "i").test(sql.slice(0, index)),
  }));
}

const migrations = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test("a migration that changes rows lifts the policies of their table first: its owner sees no row under them", () => {
  const changes = migrations.flatMap(changesOf);
  const blind = new Set(changes.filter(({ lifted }) => !lifted).map(({ migration }) => migration));
  expect([...blind]).toEqual(CHANGED_NOTHING);
  expect(changes.filter(({ lifted }) => lifted)).toContainEqual({
    migration: "20261130190000_counted_results",
    table: "schedule_log",
    lifted: true,
  });
});
