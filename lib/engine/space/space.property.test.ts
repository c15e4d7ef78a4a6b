import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeRng } from "../rng/rng";
import { arbitraryDocument, arbitrarySpace, mustParse } from "../testing/arbitrary-space";
import { activeAssignments, activeParameters } from "./active";
import { cardinality, cellsOfSpace } from "./cardinality";
import { compileSpace, rowToAssignments } from "./compiled-space";
import { checkAssignments } from "./contains";
import { defaultAssignments } from "./default-assignments";
import { describeSpace } from "./describe-space";
import { decodeUnit, encodeAssignments } from "./encode";
import { fingerprintAssignments, fingerprintSpace } from "./fingerprint";
import { fixParameters } from "./restrict";
import { sampleAssignments } from "./sample";
import type { Space } from "./space";

const RUNS = { seed: 20_261_124, numRuns: 300 };
const seeded = fc.tuple(arbitrarySpace(), fc.nat());
const draw = (space: Space, number: number) =>
  sampleAssignments(space, makeRng({ seed: "property", purpose: "draw", number }));
const withoutConstraints = (space: Space): Space => ({ parameters: space.parameters, constraints: [] });

describe("random spaces", { timeout: 30_000 }, () => {
  test("are plain values: JSON leaves them as they are", () => {
    fc.assert(
      fc.property(arbitrarySpace(), (space) => {
        expect(JSON.parse(JSON.stringify(space))).toStrictEqual(space);
      }),
      RUNS,
    );
  });

  test("described as a document and parsed again are the same", () => {
    fc.assert(
      fc.property(arbitrarySpace(), (space) => {
        const { space: document, constraints } = describeSpace(space);
        expect(mustParse(JSON.parse(JSON.stringify(document)), constraints)).toEqual(space);
      }),
      RUNS,
    );
  });

  test("draws lie inside, with the types of their parameters, and without inactive parameters", () => {
    fc.assert(
      fc.property(seeded, ([space, number]) => {
        const assignments = draw(space, number);
        expect(checkAssignments(withoutConstraints(space), assignments)).toEqual([]);
        expect(Object.keys(assignments)).toEqual(activeParameters(space, assignments));
      }),
      RUNS,
    );
  });

  test("encode and decode are exact inverses on levels, and close on continua", () => {
    fc.assert(
      fc.property(seeded, ([space, number]) => {
        const assignments = draw(space, number);
        const unit = encodeAssignments(space, assignments);
        for (const coordinate of unit)
          expect(Number.isNaN(coordinate) || (coordinate >= 0 && coordinate <= 1)).toBe(true);
        const again = decodeUnit(space, unit);
        for (const parameter of space.parameters) {
          const [before, after] = [assignments[parameter.name], again[parameter.name]];
          if (parameter.type === "float" && parameter.step === undefined && typeof before === "number") {
            expect(Math.abs(Number(after) - before)).toBeLessThanOrEqual(
              1e-9 * Math.max(1e-6, parameter.high - parameter.low),
            );
          } else expect(after).toBe(before);
        }
      }),
      RUNS,
    );
  });

  test("defaults lie inside", () => {
    fc.assert(
      fc.property(arbitrarySpace(), (space) => {
        expect(checkAssignments(withoutConstraints(space), defaultAssignments(space))).toEqual([]);
      }),
      RUNS,
    );
  });

  test("a fingerprint ignores key order, inactive values and the sign of zero, and nothing else", () => {
    fc.assert(
      fc.property(seeded, fc.nat(), ([space, number], other) => {
        const assignments = draw(space, number);
        const print = fingerprintAssignments(space, assignments);
        const reversed = Object.fromEntries(Object.entries(assignments).reverse());
        expect(fingerprintAssignments(space, reversed)).toBe(print);
        const negated = Object.fromEntries(
          Object.entries(assignments).map(([key, value]) => [key, value === 0 ? -0 : value]),
        );
        expect(fingerprintAssignments(space, negated)).toBe(print);
        const active = new Set(activeParameters(space, assignments));
        const stale = space.parameters
          .filter(({ name }) => !active.has(name))
          .map(({ name }) => [name, "stale"] as const);
        expect(fingerprintAssignments(space, { ...assignments, ...Object.fromEntries(stale) })).toBe(print);
        const second = draw(space, other);
        const same = JSON.stringify(second) === JSON.stringify(assignments);
        expect(fingerprintAssignments(space, second) === print).toBe(same);
      }),
      RUNS,
    );
  });

  test("a space's fingerprint ignores the order of keys", () => {
    fc.assert(
      fc.property(arbitraryDocument(), ({ space, constraints }) => {
        const shuffled = Object.fromEntries(
          Object.entries(space).map(([name, raw]) => [name, Object.fromEntries(Object.entries(raw).reverse())]),
        );
        expect(fingerprintSpace(mustParse(shuffled, constraints))).toBe(
          fingerprintSpace(mustParse(space, constraints)),
        );
      }),
      RUNS,
    );
  });

  test("fixing a parameter keeps its value wherever it is active", () => {
    fc.assert(
      fc.property(seeded, fc.nat(), fc.nat(), ([space, number], pick, other) => {
        const assignments = draw(space, number);
        const names = Object.keys(assignments);
        const name = names[pick % names.length];
        const fixed = fixParameters(space, { [name]: assignments[name] });
        const second = draw(fixed, other);
        if (Object.hasOwn(second, name)) expect(second[name]).toBe(assignments[name]);
        expect(checkAssignments(withoutConstraints(space), second)).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe("finite spaces", { timeout: 30_000 }, () => {
  const small = arbitrarySpace({ finite: true, parametersMax: 5 }).filter(
    (space) => (cardinality(space) ?? 0n) <= 3_000n,
  );

  test("have as many cells as a brute-force listing finds, all distinct, numbered back and forth", () => {
    fc.assert(
      fc.property(small, (space) => {
        const compiled = compileSpace(space);
        const cells = cellsOfSpace(compiled);
        const listed = listAll(space);
        expect(cells?.count).toBe(BigInt(listed.size));
        for (let cell = 0n; cells && cell < cells.count; cell += 1n) {
          const row = cells.rowAt(cell);
          expect(listed.delete(JSON.stringify(rowToAssignments(compiled, row)))).toBe(true);
          expect(cells.cellOf(row)).toBe(cell);
        }
        expect(listed.size).toBe(0);
      }),
      { ...RUNS, numRuns: 150 },
    );
  });
});

/** Every active assignment, by trying all levels of every parameter in turn. */
function listAll(space: Space): Set<string> {
  let partial: Record<string, unknown>[] = [{}];
  for (const [index, { name }] of space.parameters.entries()) {
    const { domain } = compileSpace(space).parameters[index];
    partial = partial.flatMap((assignments) => {
      if (!activeParameters(space, assignments as never).includes(name)) return [assignments];
      return Array.from({ length: domain.count ?? 0 }, (_, level) => ({
        ...assignments,
        [name]: domain.valueAt(level),
      }));
    });
  }
  return new Set(partial.map((assignments) => JSON.stringify(activeAssignments(space, assignments as never))));
}
