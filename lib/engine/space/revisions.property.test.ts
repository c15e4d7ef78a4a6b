import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeRng } from "../rng/rng";
import { arbitraryRevision } from "../testing/arbitrary-revision";
import { arbitrarySpace } from "../testing/arbitrary-space";
import { activeParameters } from "./active";
import { adoptAssignments } from "./adopt-assignments";
import { checkAssignments } from "./contains";
import { sampleAssignments } from "./sample";
import type { Space } from "./space";
import { compareSpaces } from "./space-change";

const RUNS = { seed: 20_261_130, numRuns: 400 };
const draw = (space: Space, number: number) =>
  sampleAssignments(space, makeRng({ seed: "revisions", purpose: "draw", number }));
const free = ({ parameters }: Space): Space => ({ parameters, constraints: [] });
const kindsOf = (before: Space, after: Space): string[] =>
  compareSpaces(before, after).changes.map(({ parameter, kind }) => `${parameter} ${kind}`);

describe("changes of a search space", { timeout: 30_000 }, () => {
  test("a space is no change of itself, and its trials are what they were", () => {
    fc.assert(
      fc.property(arbitrarySpace(), fc.nat(), (space, number) => {
        expect(compareSpaces(space, space)).toEqual({ changes: [], refusals: [], grows: false });
        const own = draw(space, number);
        expect(adoptAssignments([free(space), free(space)], own)).toEqual({ assignments: own, fit: "same" });
      }),
      RUNS,
    );
  });

  test("what widens one way narrows the other way, and what is added one way is removed the other", () => {
    const other: Readonly<Record<string, string>> = {
      widened: "narrowed",
      narrowed: "widened",
      added: "removed",
      removed: "added",
    };
    fc.assert(
      fc.property(arbitraryRevision(), ({ before, after }) => {
        fc.pre(
          compareSpaces(before, after).refusals.length === 0 && compareSpaces(after, before).refusals.length === 0,
        );
        const mirrored = kindsOf(before, after).map((said) => {
          const at = said.lastIndexOf(" ");
          const kind = said.slice(at + 1);
          return `${said.slice(0, at)} ${other[kind] ?? kind}`;
        });
        expect(kindsOf(after, before).sort()).toEqual(mirrored.sort());
      }),
      RUNS,
    );
  });

  test("every trial of a space that was widened, or got parameters, is a point of the new one", () => {
    let filled = 0;
    fc.assert(
      fc.property(arbitraryRevision(["widen", "rescale", "add"]), fc.nat(), ({ before, after }, number) => {
        const { changes, refusals } = compareSpaces(free(before), free(after));
        fc.pre(refusals.length === 0);
        expect(changes.filter(({ kind }) => ["narrowed", "moved", "removed"].includes(kind))).toEqual([]);
        const adopted = adoptAssignments([free(before), free(after)], draw(before, number));
        expect(["same", "filled"]).toContain(adopted.fit);
        expect(checkAssignments(free(after), adopted.assignments)).toEqual([]);
        if (adopted.fit === "filled") filled += 1;
      }),
      RUNS,
    );
    expect(filled).toBeGreaterThan(20);
  });

  test("a new parameter's default is filled in exactly where its condition holds, and nothing else changes", () => {
    let absent = 0;
    fc.assert(
      fc.property(arbitraryRevision(["add"]), fc.nat(), ({ before, after }, number) => {
        const own = draw(before, number);
        const { assignments } = adoptAssignments([before, after], own);
        const added = after.parameters.filter(({ name }) => !before.parameters.some((old) => old.name === name));
        const active = activeParameters(after, assignments);
        for (const parameter of added) {
          if (!active.includes(parameter.name)) absent += 1;
          expect(assignments[parameter.name]).toBe(
            active.includes(parameter.name) && parameter.type === "float" ? parameter.default : undefined,
          );
        }
        expect(Object.entries(assignments).filter(([name]) => !added.some((each) => each.name === name))).toEqual(
          Object.entries(own),
        );
      }),
      RUNS,
    );
    expect(absent).toBeGreaterThan(10);
  });

  test("whatever becomes of a space, a trial's place holds only values it had or was given as defaults", () => {
    const fits = new Set<string>();
    fc.assert(
      fc.property(arbitraryRevision(), fc.nat(), ({ before, after }, number) => {
        fc.pre(compareSpaces(before, after).refusals.length === 0);
        const own = draw(before, number);
        const { assignments, fit } = adoptAssignments([before, after], own);
        fits.add(fit);
        if (fit === "elsewhere") {
          expect(assignments).toEqual({});
          return;
        }
        for (const [name, value] of Object.entries(assignments)) {
          if (Object.hasOwn(own, name)) expect(value).toBe(own[name]);
        }
        expect(checkAssignments(after, assignments).length === 0).toBe(fit !== "outside");
      }),
      RUNS,
    );
    expect([...fits].sort()).toEqual(["elsewhere", "filled", "outside", "same"]);
  });

  test("a change that is taken back leaves the trials of before as they were", () => {
    fc.assert(
      fc.property(arbitraryRevision(["widen", "narrow", "rescale"]), fc.nat(), ({ before, after }, number) => {
        const own = draw(before, number);
        const back = adoptAssignments([free(before), free(after), free(before)], own);
        expect(back).toEqual({ assignments: own, fit: "same" });
      }),
      RUNS,
    );
  });
});
