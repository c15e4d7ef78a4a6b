import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlotCell } from "@/lib/analysis/plot-table";
import { toCsv } from "./csv";

const oneColumn = (cells: readonly PlotCell[]) => ({
  columns: [{ name: "cell", numeric: false }],
  rows: cells.map((cell) => [cell]),
});
const written = (cell: PlotCell) => toCsv(oneColumn([cell])).slice("cell\r\n".length, -"\r\n".length);

describe("a CSV file", () => {
  it.each(["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\tx", "\rx", "＝1", "-", "--1"])(
    "turns the formula %j into text (S14)",
    (text) => {
      expect(written(text).replace(/^"/, "").startsWith("'")).toBe(true);
    },
  );

  it.each([
    [-0.5, "-0.5"],
    [-1e-7, "-1e-7"],
    [1 / 3, "0.3333333333333333"],
    ["-3", "-3"],
    ["-1.5e3", "-1.5e3"],
    [null, ""],
    [true, "true"],
    ["NaN", "NaN"],
    [-0, "0"],
  ])("writes %j as %s", (cell, text) => {
    expect(written(cell)).toBe(text);
  });

  it("gives every text back, but for the apostrophe before what could be a formula", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string({ unit: "binary" }), { minLength: 2, maxLength: 2 })), (rows) => {
        const columns = ["a", "b"].map((name) => ({ name, numeric: false }));
        const [head, ...body] = parseCsv(toCsv({ columns, rows }));
        expect(head).toEqual(["a", "b"]);
        const plain = body.map((row) => row.map((cell) => cell.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/u, "")));
        const wanted = rows.map((row) => row.map((cell) => cell.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/u, "")));
        expect(plain).toEqual(wanted);
        for (const cell of body.flat()) if (/^[=+\-@\t\r]/.test(cell)) expect(Number.isFinite(Number(cell))).toBe(true);
      }),
      { seed: 14 },
    );
  });

  it("writes every finite number so that it reads back as the same", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(written(value))).toBe(value === 0 ? 0 : value);
      }),
      { seed: 15 },
    );
  });
});

/** RFC 4180, as a reader of files would have it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|$)/uy;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (match === null) throw new Error(`not CSV at ${cell.lastIndex}`);
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === "\r\n" && cell.lastIndex < text.length) rows.push([]);
  }
  return rows;
}
