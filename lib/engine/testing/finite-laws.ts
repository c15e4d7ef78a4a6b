import fc from "fast-check";
import { expect, test } from "vitest";
import { suggest } from "../engine";
import type { HistoryEntry } from "../history";
import type { SuggestMessage, SuggestReply } from "../messages";
import type { SamplerId } from "../sampler/catalog";
import type { SamplerDefinition } from "../sampler/definition";
import type { Effort } from "../sampler/sampler";
import { cardinality, cellsOfSpace } from "../space/cardinality";
import { compileSpace, rowToAssignments } from "../space/compiled-space";
import type { Space } from "../space/space";
import { arbitrarySpace, mustParse } from "./arbitrary-space";

/** Laws of samplers that visit each point of a finite space once. */
export function finiteLaws(
  definition: SamplerDefinition<SamplerId>,
  message: (space: Space, fields?: Partial<SuggestMessage>) => SuggestMessage,
  { seed, effort }: { readonly seed: number; readonly effort: Partial<Effort> },
): void {
  const small = arbitrarySpace({ finite: true, parametersMax: 3 }).filter((space) => (cardinality(space) ?? 0n) <= 60n);

  test("a finite space is visited completely, each point once, whatever crashes in between, and then exhausted", () => {
    fc.assert(
      fc.property(small, fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 5, maxLength: 5 }), (space, losses) => {
        const history: HistoryEntry[] = [];
        let reply: SuggestReply = suggest(message(space, { numbers: [0, 1, 2] }));
        for (let round = 0; !reply.exhausted; round += 1) {
          // Some of a batch are lost without a trace, as when a process dies before they are stored.
          const kept = reply.suggestions.slice(0, Math.max(1, 3 - losses[round % losses.length]));
          history.push(
            ...kept.map(
              ({ assignments }, index): HistoryEntry => ({
                number: history.length + index,
                assignments,
                outcome: "completed",
              }),
            ),
          );
          const next = history.length;
          reply = suggest(message(space, { history, numbers: [next, next + 1, next + 2] }));
        }
        const visited = [...history, ...reply.suggestions].map(({ assignments }) => JSON.stringify(assignments));
        expect(new Set(visited).size).toBe(visited.length);
        expect(new Set(visited)).toEqual(feasiblePoints(space));
      }),
      { seed, numRuns: 100 },
    );
  });

  test("pitfall 18: of 12 points 12 asks get 12, then exhausted; eight pending ones are all distinct", () => {
    const space = mustParse({
      a: { type: "int", low: 1, high: 4 },
      b: { type: "categorical", choices: ["x", "y", null] },
    });
    const twelve = suggest(message(space, { numbers: Array.from({ length: 12 }, (_, index) => index) }));
    expect(new Set(twelve.suggestions.map(({ fingerprint }) => fingerprint)).size).toBe(12);
    expect(twelve.exhausted).toBe(false);
    const pending = twelve.suggestions.slice(0, 8);
    const rest = suggest(message(space, { pending, numbers: [8, 9, 10, 11, 12] }));
    expect(rest.suggestions).toHaveLength(4);
    expect(rest).toMatchObject({ exhausted: true, diagnostics: [{ code: "space_used_up" }] });
  });

  test("constraints that nothing obeys end in an answer", () => {
    const space = mustParse({ a: { type: "int", low: 1, high: 4 }, b: { type: "int", low: 1, high: 4 } }, [
      { expr: "a * b > 16" },
    ]);
    expect(suggest(message(space))).toMatchObject({
      suggestions: [],
      exhausted: true,
      diagnostics: [{ code: "infeasible_space" }],
    });
    const continuous = mustParse({ a: { type: "float", low: 0, high: 1 } }, [{ expr: "a ** 2 < 0" }]);
    expect(suggest(message(continuous))).toMatchObject({ suggestions: [], exhausted: true });
  });

  test(`${definition.id} finds the only feasible point of many`, () => {
    const space = mustParse({ a: { type: "int", low: 0, high: 59 }, b: { type: "int", low: 0, high: 59 } }, [
      { expr: "a == 17 and b == 42" },
    ]);
    const reply = suggest(message(space, { numbers: [0, 1], effort: { ...effort, tries: 20_000 } }));
    expect(reply.suggestions.map(({ assignments }) => assignments)).toEqual([{ a: 17, b: 42 }]);
    expect(reply.exhausted).toBe(true);
  });
}

/** Every point that obeys the constraints, found by the numbering that `space.property.test.ts` checks by brute force. */
function feasiblePoints(space: Space): Set<string> {
  const points = new Set<string>();
  const { compiled, cells } = numbered(space);
  for (let cell = 0n; cell < cells.count; cell += 1n) {
    const row = cells.rowAt(cell);
    if (compiled.violation(row) === 0) points.add(JSON.stringify(rowToAssignments(compiled, row)));
  }
  return points;
}

function numbered(space: Space) {
  const compiled = compileSpace(space);
  const cells = cellsOfSpace(compiled);
  if (!cells) throw new Error("The space is not finite.");
  return { compiled, cells };
}
