import fc from "fast-check";
import { expect, test } from "vitest";
import { batcher } from "./batcher";

test("every call is answered once, in whatever company, and one call's fault is that call's alone", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("fine", "alone", "faulty"), { maxLength: 300 }),
      fc.scheduler(),
      fc.boolean(),
      async (calls, scheduler, companyFails) => {
        const answered = new Map<number, number>();
        const count = (index: number): number => answered.set(index, (answered.get(index) ?? 0) + 1).size;
        const send = batcher<number, number>({
          together: scheduler.scheduleFunction(async (indices) => {
            // A statement fails as a whole.
            if (companyFails && indices.some((index) => calls[index] === "faulty")) throw new Error("the batch failed");
            return indices.map((index) => {
              if (calls[index] !== "fine") return undefined;
              count(index);
              return index;
            });
          }),
          alone: scheduler.scheduleFunction(async (index) => {
            if (calls[index] === "faulty") throw new Error(`call ${index}`);
            count(index);
            return index;
          }),
        });
        const outcomes = Promise.allSettled(calls.map((_, index) => send(index)));
        await scheduler.waitFor(outcomes);
        const settled = await outcomes;
        settled.forEach((outcome, index) => {
          if (calls[index] === "faulty") expect(outcome).toMatchObject({ reason: { message: `call ${index}` } });
          else expect(outcome).toEqual({ status: "fulfilled", value: index });
          expect(answered.get(index) ?? 0).toBe(calls[index] === "faulty" ? 0 : 1);
        });
      },
    ),
  );
});

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("calls of one turn of the event loop go together, 64 at the most, and a lone one alone; those that come while two are under way wait for one", async () => {
  const sent: number[] = [];
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const send = batcher<number, number>({
    together: async (calls) => {
      sent.push(calls.length);
      await held;
      return calls;
    },
    alone: async (call) => {
      sent.push(1);
      await held;
      return call;
    },
  });
  const answers = [send(0)];
  await nextTurn();
  expect(sent).toEqual([1]);
  answers.push(...Array.from({ length: 70 }, (_, index) => send(index)));
  await nextTurn();
  answers.push(...Array.from({ length: 30 }, (_, index) => send(index)));
  await nextTurn();
  expect(sent).toEqual([1, 64]);
  release();
  await Promise.all(answers);
  expect(sent).toEqual([1, 64, 36]);
});
