/**
 * The laws every scheduler obeys, run for each entry of the catalogue over random logs. A new scheduler is held to all of
 * them by being listed.
 */
import { describe, expect, test } from "vitest";
import type { Objective } from "../problem";
import { type Answer, followLog, type Schedule, type SchedulerEvent } from "../scheduler/follow-log";
import { type Promotion, type RungTable, resultOf, rungOf } from "../scheduler/rung-table";
import type { SchedulerStudy } from "../scheduler/scheduler";
import { type SchedulerSpec, startSchedule } from "../scheduler/start-schedule";
import { applyChanges, changesBetween, tableOf } from "../scheduler/table-changes";
import { mustParse } from "./arbitrary-space";
import { type PlayedLog, playLogs, toSchedulerEvent, type ValueEvent } from "./played-logs";

/** Of every runtime, though not of the ECMAScript library that the engine is checked against. */
declare function structuredClone<Value>(value: Value): Value;

const SEED = 20_261_129;
const LOGS = 500;

export interface SuiteEntry extends SchedulerSpec {
  readonly study?: Partial<SchedulerStudy>;
  /** The same options for a study whose values have the other sign. */
  readonly mirrored?: SchedulerSpec["options"];
  /** Whether a promotion from this table keeps the scheduler's quota. */
  readonly mayPromote?: (table: RungTable, promotion: Promotion) => boolean;
}

export const SUITE_STUDY: SchedulerStudy = {
  objectives: [{ metric: "loss", direction: "minimize" }],
  resource: { min: 1, max: 27 },
  checkpoint: "preferred",
  folds: true,
  seed: "conformance",
  trials: null,
  space: mustParse({
    rate: { type: "float", low: 1e-4, high: 1, scale: "log" },
    layers: { type: "int", low: 1, high: 8 },
    optimizer: { type: "categorical", choices: ["sgd", "adam"] },
    momentum: { type: "float", low: 0, high: 1, when: { optimizer: "sgd" } },
  }),
};

export function mustStart(spec: SchedulerSpec, study: Partial<SchedulerStudy> = {}): Schedule {
  const started = startSchedule(spec, { ...SUITE_STUDY, ...study });
  if (started.kind === "refused") throw new Error(started.why);
  return started.schedule;
}

export function schedulerSuite({ study: changes = {}, mirrored, mayPromote, ...spec }: SuiteEntry): void {
  const study = { ...SUITE_STUDY, ...changes };
  const schedule = mustStart(spec, study);
  const wishes = { logs: LOGS, seed: SEED, resourceMax: study.resource.max ?? 27 };
  const logs = playLogs(schedule, study.objectives, wishes);
  const assertLaw = (law: (log: PlayedLog, index: number) => void): void => {
    for (const [index, log] of logs.entries()) {
      try {
        law(log, index);
      } catch (cause) {
        throw new Error(`Broken by log ${index}: ${JSON.stringify(log.events)}`, { cause });
      }
    }
  };
  const events = (log: PlayedLog, objectives: readonly Objective[] = study.objectives): readonly SchedulerEvent[] =>
    log.events.map((event) => toSchedulerEvent(objectives, event));

  const title = [spec.name, JSON.stringify({ ...spec.options, ...changes })].join(" ");
  describe(`${title} (seed ${SEED}, ${LOGS} logs)`, { timeout: 120_000 }, () => {
    test("the logs reach what they are to test: verdicts, repeated reports, values that are no numbers", () => {
      const kinds = new Set(logs.flatMap(({ answers }) => answers.map(({ kind }) => kind)));
      expect([...kinds].sort()).toEqual(["decided", "noted", "placed", "promoted"]);
      const verdicts = logs.flatMap(({ tables }) => verdictsIn(tables.at(-1)));
      expect(new Set(verdicts).size).toBeGreaterThan(1);
    });

    test("pitfall 5: a log replayed in any chunking, through JSON, gives the same rows and the same verdicts", () => {
      assertLaw((log, cut) => {
        const all = events(log);
        const answers: Answer[] = [];
        let table: RungTable = { members: [], rungs: [] };
        for (let first = 0; first < all.length; first += 1 + (cut % 7)) {
          const piece = followLog(schedule, all.slice(first, first + 1 + (cut % 7)), JSON.parse(JSON.stringify(table)));
          answers.push(...piece.answers);
          table = piece.table;
        }
        expect(JSON.stringify(table)).toBe(JSON.stringify(log.tables.at(-1)));
        expect(JSON.stringify(answers)).toBe(JSON.stringify(log.answers));
      });
    });

    test("R13 the rows that a log added, stored as JSON in pieces of any size, make its table again", () => {
      assertLaw(({ tables }, cut) => {
        const size = 1 + (cut % 7);
        const ends = tables
          .map((_, index) => index)
          .filter((index) => index % size === 0 || index === tables.length - 1);
        const pieces = ends.map((end, place) => changesBetween(tables[ends[place - 1] ?? 0], tables[end]));
        const stored: typeof pieces = JSON.parse(JSON.stringify(pieces));
        expect(stored.reduce((table, piece) => applyChanges(table, piece), tables[0])).toEqual(tables.at(-1));
        expect(tableOf(stored.flat())).toEqual(tables.at(-1));
      });
    });

    test("tables and answers survive structured cloning and JSON", () => {
      assertLaw(({ tables, answers }) => {
        const table = tables[tables.length - 1];
        expect(structuredClone(table)).toEqual(table);
        expect(JSON.parse(JSON.stringify(table))).toEqual(table);
        expect(JSON.parse(JSON.stringify(answers))).toEqual(answers);
      });
    });

    test("pitfall 7: to minimize f and to maximize -f is the same", () => {
      const objectives = study.objectives.map(
        ({ metric, direction, reference }): Objective => ({
          metric,
          direction: direction === "minimize" ? "maximize" : "minimize",
          ...(reference !== undefined && { reference: -reference }),
        }),
      );
      const other = mustStart(mirrored ? { ...spec, options: mirrored } : spec, { ...study, objectives });
      assertLaw((log) => {
        const turned = log.events.map((event): ValueEvent => {
          return event.kind === "measure" ? { ...event, value: -event.value } : event;
        });
        const replayed = followLog(
          other,
          turned.map((event) => toSchedulerEvent(objectives, event)),
        );
        expect(decisionsOf(replayed.table)).toEqual(decisionsOf(log.tables[log.tables.length - 1]));
      });
    });

    test("pitfall 6: what is no finite number is never promoted", () => {
      assertLaw(({ tables }) => {
        for (const { promotions, results } of tables[tables.length - 1].rungs)
          for (const { trial } of promotions)
            expect(results.find((result) => result.trial === trial)?.losses).not.toBeNull();
      });
    });

    test("pitfall 3: a trial is promoted from a rung at most once, within the quota, and only while it is there", () => {
      assertLaw(({ tables }) => {
        for (const [index, table] of tables.slice(1).entries())
          for (const promotion of newPromotions(tables[index], table)) {
            const { trial, bracket, fromRung } = promotion;
            expect(table.members.find((member) => member.trial === trial)?.ended).toBeNull();
            expect(rungOf(table, bracket, fromRung)?.promotions.filter((row) => row.trial === trial)).toHaveLength(1);
            if (mayPromote) expect(mayPromote(table, promotion)).toBe(true);
          }
      });
    });

    test("a trial that was stopped is never continued or promoted, whatever it reports", () => {
      assertLaw(({ events: told, answers }) => {
        const stopped = new Set<number>();
        for (const [index, answer] of answers.entries())
          if (isOverruled(stopped, told[index], answer)) expect.unreachable(`Event ${index} revives a stopped trial.`);
      });
    });

    test("rows are only added, and what was told again adds none", () => {
      assertLaw((log) => {
        const final = log.tables[log.tables.length - 1];
        for (const { results } of final.rungs)
          expect(new Set(results.map(({ trial }) => trial)).size).toBe(results.length);
        const repeats = events(log).filter(({ kind }) => kind === "measure" || kind === "start" || kind === "end");
        const again = followLog(schedule, repeats, final);
        for (const rung of final.rungs) {
          const same = rungOf(again.table, rung.bracket, rung.rung);
          for (const result of rung.results) expect(resultOf(same, result.trial)).toEqual(result);
        }
      });
    });

    // What a population draws at random is named by its trials' numbers.
    if (spec.name !== "pbt" && spec.name !== "pb2") {
      test("other trial numbers lead to the same decisions where no results are equal", () => {
        for (const log of playLogs(schedule, study.objectives, { ...wishes, logs: 100, distinct: true })) {
          // With several objectives the two ends of a front are equal, so there the order of numbers is kept.
          const mixed = study.objectives.length === 1;
          const renumber = (trial: number): number => (mixed && trial % 2 === 0 ? 1_000 - trial : 3 * trial + 1);
          const renamed = events(log).map((event) =>
            "trial" in event ? { ...event, trial: renumber(event.trial) } : event,
          );
          const outline = ({ rungs }: RungTable, name: (trial: number) => number): unknown =>
            rungs.map(({ results, promotions }) => [
              results.map(({ trial, verdict }) => [name(trial), verdict]),
              promotions.map(({ trial }) => name(trial)).sort((one, other) => one - other),
            ]);
          const replayed = followLog(schedule, renamed).table;
          expect(outline(replayed, (trial) => trial)).toEqual(outline(log.tables[log.tables.length - 1], renumber));
        }
      });
    }
  });
}

function newPromotions(before: RungTable, after: RungTable): readonly Promotion[] {
  return after.rungs.flatMap((rung) =>
    rung.promotions.slice(rungOf(before, rung.bracket, rung.rung)?.promotions.length ?? 0),
  );
}

/** The rows without their sentences, which speak of values as users know them. */
function decisionsOf({ members, rungs }: RungTable): unknown {
  return {
    members,
    rungs: rungs.map((rung) => ({ ...rung, results: rung.results.map(({ why, ...result }) => result) })),
  };
}

/** Whether an answer gives a stopped trial another verdict or promotes it. Notes who is stopped by it. */
function isOverruled(stopped: Set<number>, event: ValueEvent, answer: Answer): boolean {
  if (answer.kind === "promoted") return answer.promotions.some(({ trial }) => stopped.has(trial));
  if (event.kind !== "measure" || answer.kind !== "decided") return false;
  if (answer.verdict !== "stop") return stopped.has(event.trial);
  stopped.add(event.trial);
  return false;
}

function verdictsIn(table: RungTable | undefined): readonly string[] {
  return table?.rungs.flatMap(({ results }) => results.map(({ verdict }) => verdict)) ?? [];
}
