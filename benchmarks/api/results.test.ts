import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parts } from "./parts";
import { RESULTS_BEGIN, RESULTS_END, withResults } from "./results";

const result = {
  part: "growth",
  title: "A title",
  how: "How.",
  short: false,
  seconds: 12,
  at: "2026-11-30T10:00:00.000Z",
  commit: null,
  machine: { cpu: "CPU", cores: 2, memory_gib: 24, os: "linux", node: "v20", postgres: "18.4", load_5_minutes: 0.5 },
  columns: ["what", "a second"],
  rows: [["tell", 1200]],
  goals: [
    { what: "rate", wanted: "at least 0.8", found: "0.7", reached: false },
    { what: "time", wanted: "at most 5 ms", found: "4 ms", reached: true },
  ],
};

test("the page names every part with the time it may take", async () => {
  const page = await readFile("benchmarks/api/README.md", "utf8");
  for (const { name, minutes } of parts)
    expect(page).toMatch(new RegExp(`\\| \`${name}\` \\|.*\\| ${minutes} min \\|`));
});

test("results take the place of those before and leave the rest of the page as it is, with goals missed and reached", async () => {
  const page = `before\n\n${RESULTS_BEGIN}\n\nold\n\n${RESULTS_END}\n\nafter\n`;
  const renewed = withResults(page, [result]);
  expect(renewed.startsWith(`before\n\n${RESULTS_BEGIN}\n`)).toBe(true);
  expect(renewed.endsWith(`${RESULTS_END}\n\nafter\n`)).toBe(true);
  expect(renewed).not.toContain("old");
  expect(renewed).toContain("| tell | 1200 |");
  expect(renewed).toContain("| rate | at least 0.8 | 0.7 | **missed** |");
  expect(renewed).toContain("| time | at most 5 ms | 4 ms | reached |");
  expect(renewed).toContain("load of the last 5 minutes 0.5");
});

test("a page without a place for results is refused", () => {
  expect(() => withResults("nothing\n", [result])).toThrow(/place for results/);
});
