import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arbitraryFilter, writeFilter } from "@/lib/domain/trial-filter/testing/arbitrary-filter";
import { evaluateTrialFilter, type FilteredTrial } from "@/lib/domain/trial-filter/testing/evaluate-trial-filter";
import { readSeries } from "../study/read-series";
import { runService } from "../testing/run-service";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { listTrials } from "./list-trials";
import { matchTrials } from "./match-trials";
import { type SeededStudy, seedTrials } from "./testing/seed-trials";

let workspaces: TestWorkspaces;
let study: SeededStudy;
beforeAll(async () => {
  workspaces = await openTestWorkspaces();
  study = await seedTrials({ workspaces, count: 160, seed: 5 });
});
afterAll(() => workspaces.close());

const context = () => workspaces.one.owner;

async function everyPage(input: { readonly filter?: string; readonly sort?: string; readonly limit: number }) {
  const trials: { number: number }[] = [];
  let cursor: string | undefined;
  do {
    const page = await runService({
      service: listTrials,
      context: context(),
      input: { study_id: study.id, ...input, ...(cursor === undefined ? {} : { cursor }) },
    });
    trials.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return trials.map(({ number }) => number);
}

describe("a filter", () => {
  it("leaves exactly the trials that its plain evaluation leaves", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryFilter, async (filter) => {
        const { count, numbers } = await runService({
          service: matchTrials,
          context: context(),
          input: { study_id: study.id, filter: writeFilter(filter) },
        });
        const expected = study.trials.filter((trial) => evaluateTrialFilter(filter, trial)).map(({ number }) => number);
        expect({ count, numbers }).toEqual({ count: expected.length, numbers: expected });
      }),
      { seed: 31, numRuns: 250 },
    );
  });

  it("never shows a suggestion of the engine that nobody was given, whatever became of it", async () => {
    expect(study.unsold.length).toBeGreaterThan(1);
    expect(await everyPage({ limit: 1000 })).toEqual(study.trials.map(({ number }) => number));
    const series = await runService({ service: readSeries, context: context(), input: { study_id: study.id } });
    expect(series.numbers).toEqual(study.trials.map(({ number }) => number));
  });

  it("is refused with the position of what cannot be read", async () => {
    const refused = runService({
      service: listTrials,
      context: context(),
      input: { study_id: study.id, filter: "state = done" },
    });
    await expect(refused).rejects.toMatchObject({
      code: "invalid_input",
      errors: [{ pointer: "/filter", detail: expect.stringContaining("At character 9:") }],
    });
  });
});

describe("a sort", () => {
  const value = (trial: FilteredTrial, field: string) =>
    field.startsWith("values.")
      ? trial.values[field.slice(7)]
      : field === "cost"
        ? (trial.cost ?? undefined)
        : trial.params.lr;
  const rank = (entry: unknown) =>
    entry === undefined ? 9 : typeof entry !== "number" ? 5 : Number.isNaN(entry) ? 6 : 0;

  it.each(["values.loss", "-values.loss", "cost", "-cost"])(
    "by %s orders numbers, then NaN, then none, and goes through all pages once",
    async (sort) => {
      const field = sort.replace("-", "");
      const direction = sort.startsWith("-") ? -1 : 1;
      const expected = study.trials.toSorted((a, b) => {
        const [one, two] = [value(a, field), value(b, field)];
        if (rank(one) !== rank(two)) return rank(one) - rank(two);
        const difference = rank(one) === 0 ? compareNumbers(Number(one), Number(two)) * direction : 0;
        return difference || a.number - b.number;
      });
      expect(await everyPage({ sort, limit: 7 })).toEqual(expected.map(({ number }) => number));
    },
  );

  it.each(["params.lr", "-params.optimizer", "state", "-feasible", "worker", "duration", "-finished_at", "-number"])(
    "by %s goes through all pages once, whatever the size of a page",
    async (sort) => {
      const whole = await everyPage({ sort, limit: 1000 });
      expect(await everyPage({ sort, limit: 9 })).toEqual(whole);
      expect(whole.toSorted((a, b) => a - b)).toEqual(study.trials.map(({ number }) => number));
    },
  );

  it("goes on behind the trial it stopped at when that trial and others change between pages", async () => {
    const first = await runService({
      service: listTrials,
      context: context(),
      input: { study_id: study.id, sort: "-values.loss", limit: 10 },
    });
    const whole = await everyPage({ sort: "-values.loss", limit: 1000 });
    const [moved] = whole.slice(2, 3);
    await workspaces.admin.query(
      "update observation_value set value = -12345, value_kind = 'finite' where trial_number = $1 and metric = 'loss'",
      [moved],
    );
    const rest = await runService({
      service: listTrials,
      context: context(),
      input: { study_id: study.id, sort: "-values.loss", limit: 1000, cursor: first.next_cursor ?? "" },
    });
    const numbers = rest.data.map(({ number }) => number);
    expect(numbers.filter((number) => number !== moved)).toEqual(whole.slice(10).filter((number) => number !== moved));
  });

  it("refuses the cursor of another sort", async () => {
    const page = await runService({
      service: listTrials,
      context: context(),
      input: { study_id: study.id, sort: "cost", limit: 3 },
    });
    const refused = runService({
      service: listTrials,
      context: context(),
      input: { study_id: study.id, sort: "-cost", cursor: page.next_cursor ?? "" },
    });
    await expect(refused).rejects.toMatchObject({ code: "invalid_input" });
  });
});

function compareNumbers(one: number, two: number): number {
  return one < two ? -1 : one > two ? 1 : 0;
}
