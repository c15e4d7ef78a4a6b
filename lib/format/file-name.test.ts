import fc from "fast-check";
import { expect, it } from "vitest";
import { fileName } from "./file-name";

it("joins the words of all parts", () => {
  expect(fileName(["Optimisation history", "digits: run 3/4"], "png")).toBe("optimisation-history-digits-run-3-4.png");
  expect(fileName(["  ../..\\ "], "csv")).toBe("tellus.csv");
});

it("has no path, no control character and a bounded length, whatever the study is called", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary", maxLength: 300 })), (parts) => {
      expect(fileName(parts, "svg")).toMatch(/^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}-]{0,400}\.svg$/u);
    }),
    { seed: 3 },
  );
});
