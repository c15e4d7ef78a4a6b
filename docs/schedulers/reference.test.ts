/** The reference page is made from the catalogue: `npm run docs:schedulers` writes it, this test fails when it is not up to date. */
import { expect, test } from "vitest";
import { schedulerCatalog } from "@/lib/engine/scheduler/catalog";
import { sectionOf, table, yesNo } from "../reference-tables";

test("the reference of schedulers is what the catalogue says", async () => {
  await expect([HEAD, needsTable(), ...schedulerCatalog.map(sectionOf)].join("\n\n").concat("\n")).toMatchFileSnapshot(
    "reference.md",
  );
});

const HEAD = `# Reference of schedulers

Made from the definitions in \`lib/engine/scheduler\` by \`npm run docs:schedulers\`; what each one does is on [its page](README.md).`;

const REPORTS = { values: "values", folds: "a value for each fold", costs: "costs" } as const;

function needsTable(): string {
  return table([
    [
      "scheduler",
      "trials report",
      "needs `resource.max`",
      "pauses trials",
      "objectives",
      "makes assignments",
      "in its place",
    ],
    ...schedulerCatalog.map(({ id, needs }) => [
      `[\`${id}\`](#${id})`,
      REPORTS[needs.measurements],
      yesNo(needs.resourceMax),
      id === "asha" ? "in mode promote" : yesNo(needs.pauses),
      needs.objectives === "any" ? "any number" : "one",
      yesNo(needs.space),
      needs.alternative,
    ]),
  ]);
}
