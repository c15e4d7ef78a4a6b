/** The table of known answers names, for each row, files that test it by its number. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = readFileSync(`${root}docs/samplers/known-answers.md`, "utf8");
const rows = [...page.matchAll(/^\| (A?\d+) \| .* \| (`.*`) \|$/gm)].map(([, row = "", files = ""]) => ({
  row,
  files: [...files.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file),
}));

test("the table has rows of both kinds", () => {
  expect(rows.filter(({ row }) => row.startsWith("A")).length).toBeGreaterThanOrEqual(8);
  expect(rows.length).toBeGreaterThanOrEqual(40);
});

test.each(rows)("row $row is tested by its number in each file named", ({ row, files }) => {
  const wanted = row.startsWith("A") ? new RegExp(`\\b${row}\\b`) : new RegExp(`pitfalls? ${row}\\b`);
  for (const file of files) {
    const folder = /^(benchmarks|server)\//.test(file) ? root : `${root}lib/engine/`;
    expect(readFileSync(`${folder}${file}`, "utf8"), file).toMatch(wanted);
  }
});
