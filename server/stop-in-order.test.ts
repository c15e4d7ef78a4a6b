import { expect, it } from "vitest";
import { type StopStage, stopInOrder } from "./stop-in-order";

function stopAll(fate: Readonly<Record<string, () => Promise<unknown>>>) {
  const begun: string[] = [];
  const logged: unknown[] = [];
  const stages = Object.entries(fate).map(
    ([name, end]): StopStage => ({
      name,
      withinMs: 50,
      stop: () => {
        begun.push(name);
        return end();
      },
    }),
  );
  const log = { error: (_message: string, fields?: object) => void logged.push(fields) };
  return stopInOrder(stages, log).then((clean) => ({ clean, begun, logged }));
}

it("stops every part, the database last, when earlier ones fail, throw at once or never end", async () => {
  const { clean, begun, logged } = await stopAll({
    jobs: () => Promise.reject(new Error("no")),
    changes: () => {
      throw new Error("at once");
    },
    engine: () => new Promise(() => undefined),
    database: () => Promise.resolve(),
  });
  expect(begun).toEqual(["jobs", "changes", "engine", "database"]);
  expect(clean).toBe(false);
  expect(logged).toMatchObject([
    { part: "jobs" },
    { part: "changes" },
    { part: "engine", error: { message: "not stopped within 50 ms" } },
  ]);
});

it("stops in order, each after the one before has ended, and says nothing when all went well", async () => {
  const ended: string[] = [];
  const slowly = (name: string) => () =>
    new Promise<void>((resolve) => {
      setTimeout(() => resolve(void ended.push(name)), 5);
    });
  const { clean, logged } = await stopAll({
    one: slowly("one"),
    two: async () => expect(ended).toEqual(["one"]),
  });
  expect([clean, logged]).toEqual([true, []]);
});
