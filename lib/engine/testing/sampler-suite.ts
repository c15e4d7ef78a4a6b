/**
 * The laws every sampler obeys, run for each entry of the catalogue over random spaces. A new sampler is held to all of
 * them by being listed.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitHistory, suggest, toRequest } from "../engine";
import { type HistoryEntry, type Outcome, type PendingTrial, toLossEntry } from "../history";
import type { SuggestMessage, SuggestReply } from "../messages";
import type { Problem } from "../problem";
import type { SamplerId } from "../sampler/catalog";
import type { SamplerDefinition } from "../sampler/definition";
import { registry } from "../sampler/registry";
import { activeParameters } from "../space/active";
import { cardinality } from "../space/cardinality";
import { checkAssignments } from "../space/contains";
import { fingerprintAssignments } from "../space/fingerprint";
import type { Assignments, Scalar, Space } from "../space/space";
import { everyOtherWarm, negatedSize, sourcesWith } from "./arbitrary-sources";
import { arbitrarySpace } from "./arbitrary-space";
import { finiteLaws } from "./finite-laws";

const SEED = 20_261_124;
const SPACES = 300;
/** Small enough to keep the suite quick; the searches it limits are exercised all the same. */
const EFFORT = { tries: 4_000, candidates: 64, searches: 2 };

/** A number that tells the suite how an outcome's values come about. */
const values = [0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e308, -1e308, 5e-324];
const outcomes: readonly Outcome[] = ["completed", "pruned", "failed", "infeasible"];

interface Scenario {
  readonly space: Space;
  readonly ends: readonly [Outcome, number][];
  readonly out: number;
  readonly bound: boolean;
}

interface SuiteWishes {
  /** For samplers whose defaults would leave most of them idle in scenarios as short as these. */
  readonly options?: SuggestMessage["sampler"]["options"];
  readonly spaces?: number;
}

export function samplerSuite(
  definition: SamplerDefinition<SamplerId>,
  { options = {}, spaces = SPACES }: SuiteWishes = {},
): void {
  const message = (space: Space, fields: Partial<SuggestMessage> = {}): SuggestMessage => ({
    problem: { space, objectives: [{ metric: "loss", direction: "minimize" }], seed: "conformance" },
    sampler: { name: definition.id, options },
    history: [],
    pending: [],
    numbers: [0, 1, 2, 3],
    effort: EFFORT,
    ...fields,
  });
  /** A space, how ten earlier trials ended, and whether a second metric has to keep a bound. */
  const scenario = fc.record({
    space: arbitrarySpace(),
    ends: fc.array(fc.tuple(fc.constantFrom(...outcomes), fc.constantFrom(...values)), { minLength: 0, maxLength: 10 }),
    out: fc.integer({ min: 0, max: 4 }),
    bound: fc.boolean(),
  });
  /** The message after those trials, all suggested by the sampler itself. */
  const play = ({ space, ends, out, bound }: Scenario): SuggestMessage => {
    const numbers = Array.from({ length: ends.length + out }, (_, index) => index);
    const { suggestions } = suggest(message(space, { numbers }));
    const history = suggestions.slice(0, ends.length).map(({ number, assignments, origin }, index): HistoryEntry => {
      const [outcome, value] = ends[index];
      const { generation } = origin;
      return {
        number,
        assignments,
        generation,
        outcome,
        values: { loss: value, size: values[(3 * index + 1) % values.length] },
      };
    });
    const pending = suggestions
      .slice(ends.length)
      .map(({ number, assignments, origin: { generation } }): PendingTrial => ({ number, assignments, generation }));
    const next = numbers.length;
    const { problem, ...rest } = message(space, { history, pending, numbers: [next, next + 1, next + 2] });
    return { ...rest, problem: bound ? { ...problem, outcomeConstraints: [{ metric: "size", lte: 0.5 }] } : problem };
  };

  /** The same scenarios for every law, each played once. Every other study starts warm. */
  const requests = fc
    .sample(scenario, { seed: SEED, numRuns: spaces })
    .map(play)
    .map((request, index) => ({ ...request, problem: everyOtherWarm(request.problem, index) }));
  const assertLaw = (law: (request: SuggestMessage, index: number) => void): void => {
    for (const [index, request] of requests.entries()) {
      try {
        law(request, index);
      } catch (cause) {
        throw new Error(`Broken by request ${index}: ${JSON.stringify(request)}`, { cause });
      }
    }
  };

  const title = [definition.id, ...Object.entries(options).flat()].join(" ");
  describe(`${title} (seed ${SEED}, ${spaces} spaces)`, { timeout: 120_000 }, () => {
    test("every suggestion lies inside the space, conditions and constraints included, and says where it came from", () => {
      assertLaw((request) => {
        const { suggestions } = suggest(request);
        for (const { assignments, fingerprint, origin } of suggestions) {
          expect(checkAssignments(request.problem.space, assignments)).toEqual([]);
          expect(Object.keys(assignments)).toEqual(activeParameters(request.problem.space, assignments));
          expect(fingerprint).toBe(fingerprintAssignments(request.problem.space, assignments));
          expect(origin.sampler).toBe(definition.id);
        }
      });
    });

    test("numbers are filled from the first on, and fewer only when exhausted, with a reason", () => {
      assertLaw((request) => {
        const { suggestions, exhausted, diagnostics } = suggest(request);
        expect(suggestions.map(({ number }) => number)).toEqual(request.numbers.slice(0, suggestions.length));
        expect(exhausted).toBe(suggestions.length < request.numbers.length);
        expect(diagnostics.length > 0).toBe(exhausted);
      });
    });

    test("the same request gives the same bytes", () => {
      assertLaw((request) => {
        const reply = JSON.stringify(suggest(request));
        expect(JSON.stringify(suggest(request))).toBe(reply); // now all that can be remembered is
        expect(JSON.stringify(afresh(definition, request))).toBe(reply);
      });
    });

    test("no point is repeated, evaluated or pending", () => {
      assertLaw((request) => {
        const before = [...request.history, ...request.pending].map(({ assignments }) =>
          fingerprintAssignments(request.problem.space, assignments),
        );
        const all = [...before, ...suggest(request).suggestions.map(({ fingerprint }) => fingerprint)];
        expect(new Set(all).size).toBe(all.length);
      });
    });

    test("folding the history at once or in pieces, through JSON or not, gives the same state and suggestions", () => {
      assertLaw((request, cut) => {
        const { whole, pieces } = foldBothWays(definition, request, cut);
        expect(JSON.stringify(pieces)).toBe(JSON.stringify(whole));
        const before = JSON.stringify(whole);
        const ask = toRequest(request);
        const direct = registry[definition.id].suggest(whole, ask);
        expect(JSON.stringify(whole)).toBe(before);
        expect(registry[definition.id].suggest(JSON.parse(before), ask)).toEqual(direct);
        expect(suggest(request)).toEqual(direct);
      });
    });

    if (definition.capabilities.dependsOn === "set") {
      test("pitfall 40: the order of results and of pending trials does not matter", () => {
        assertLaw((request) => {
          const shuffled = {
            ...request,
            history: [...request.history].reverse(),
            pending: [...request.pending].reverse(),
          };
          expect(suggest(shuffled)).toEqual(suggest(request));
        });
      });
    }

    test("the order in which the results of other studies are told does not matter", () => {
      assertLaw((request) => {
        const sources = request.problem.sources?.map(({ results }) => ({ results: [...results].reverse() }));
        if (!sources) return;
        expect(suggest({ ...request, problem: { ...request.problem, sources } })).toEqual(suggest(request));
      });
    });

    test("pitfall 7: maximizing f and minimizing -f mirror each other", () => {
      assertLaw((request) => {
        const negated = request.history.map((entry) => ({
          ...entry,
          values: { ...entry.values, loss: -(entry.values?.loss ?? Number.NaN) },
        }));
        const problem: Problem = {
          ...request.problem,
          objectives: [{ metric: "loss", direction: "maximize" }],
          ...sourcesWith(request.problem, ({ loss, ...values }) => ({ ...values, loss: -(loss ?? Number.NaN) })),
        };
        expect(mirrored(suggest({ ...request, problem, history: negated }))).toEqual(suggest(request));
      });
    });

    test("a bound from above on g and one from below on -g mirror each other", () => {
      assertLaw((request) => {
        if (request.problem.outcomeConstraints === undefined) return;
        const negated = request.history.map((entry) => ({
          ...entry,
          values: { ...entry.values, size: -(entry.values?.size ?? Number.NaN) },
        }));
        const problem: Problem = {
          ...request.problem,
          outcomeConstraints: [{ metric: "size", gte: -0.5 }],
          ...sourcesWith(request.problem, negatedSize),
        };
        expect(suggest({ ...request, problem, history: negated })).toEqual(suggest(request));
      });
    });

    if (definition.capabilities.objectives !== "one") {
      const withObjectives = (request: SuggestMessage, ...objectives: Problem["objectives"][number][]) =>
        suggest({ ...request, problem: { ...request.problem, objectives } });
      const [loss, size] = [
        { metric: "loss", direction: "minimize" },
        { metric: "size", direction: "minimize" },
      ] as const;

      test("with several objectives: inside the space, no point repeated, whatever order they are listed in", () => {
        assertLaw((request) => {
          const reply = withObjectives(request, loss, size);
          expect(withObjectives(request, size, loss)).toEqual(reply);
          const before = [...request.history, ...request.pending].map(({ assignments }) =>
            fingerprintAssignments(request.problem.space, assignments),
          );
          const all = [...before, ...reply.suggestions.map(({ fingerprint }) => fingerprint)];
          expect(new Set(all).size).toBe(all.length);
          for (const { assignments } of reply.suggestions)
            expect(checkAssignments(request.problem.space, assignments)).toEqual([]);
        });
      });

      test("with several objectives: maximizing f and minimizing -f mirror each other in each", () => {
        assertLaw((request) => {
          const history = request.history.map((entry) => ({
            ...entry,
            values: { ...entry.values, size: -(entry.values?.size ?? Number.NaN) },
          }));
          const maximized = { metric: "size", direction: "maximize" } as const;
          if (request.problem.outcomeConstraints) return; // these are of the metric as it is told
          const problem = { ...request.problem, ...sourcesWith(request.problem, negatedSize) };
          expect(mirrored(withObjectives({ ...request, problem, history }, loss, maximized))).toEqual(
            withObjectives(request, loss, size),
          );
        });
      });
    }

    test("pitfall 38: values of inactive parameters in the history change nothing", () => {
      assertLaw((request) => {
        const stale = (assignments: Assignments): Assignments => ({
          ...Object.fromEntries(
            inactive(request.problem.space, assignments).map((name): [string, Scalar] => [name, "stale"]),
          ),
          ...assignments,
        });
        const history = request.history.map((entry) => ({ ...entry, assignments: stale(entry.assignments) }));
        expect(suggest({ ...request, history })).toEqual(suggest(request));
      });
    });

    test("only failures, NaN, infinities, 1e308, a foreign point and 50 copies of one point get an answer", () => {
      assertLaw((request) => {
        const [first] = suggest(message(request.problem.space)).suggestions;
        const assignments = first?.assignments ?? {};
        const copies = Array.from({ length: 50 }, (_, number): HistoryEntry => {
          const outcome = outcomes[number % outcomes.length];
          return { number, assignments, outcome, values: { loss: values[number % values.length] } };
        });
        const foreign: HistoryEntry = { number: 50, assignments: { elsewhere: 1 }, outcome: "failed" };
        const reply = suggest(message(request.problem.space, { history: [...copies, foreign], numbers: [51] }));
        const roomy =
          request.problem.space.constraints.length === 0 && (cardinality(request.problem.space) ?? 1_000n) > 100n;
        if (first && roomy) expect(reply.suggestions).toHaveLength(1);
      });
    });

    if (definition.capabilities.fits) {
      test("hyperparameters of an earlier part of the history say the same whether they come along or are fitted in the request", () => {
        assertLaw((request, cut) => {
          const known = request.history.length === 0 ? 0 : cut % (request.history.length + 1);
          const fits = fitHistory({ ...request, history: request.history.slice(0, known) });
          expect(fits.known).toBe(known);
          expect(suggest({ ...request, fits })).toEqual(suggest({ ...request, fits: { known } }));
        });
      });
    }

    if (definition.capabilities.finite) finiteLaws(definition, message, { seed: SEED, effort: EFFORT });
  });
}

function foldBothWays(
  definition: SamplerDefinition<SamplerId>,
  request: SuggestMessage,
  cut: number,
): { whole: unknown; pieces: unknown } {
  const sampler = registry[definition.id];
  const options = definition.options.parse(request.sampler.options);
  const entries = request.history.map((entry) => toLossEntry(request.problem, entry));
  const at = entries.length === 0 ? 0 : cut % (entries.length + 1);
  const start = sampler.initial(request.problem, options);
  const half = sampler.fold(start, entries.slice(0, at));
  return {
    whole: sampler.fold(start, entries),
    pieces: sampler.fold(JSON.parse(JSON.stringify(half)), entries.slice(at)),
  };
}

/** The reply with what it predicts of -f said of f. */
const mirrored = (reply: SuggestReply): SuggestReply => ({
  ...reply,
  suggestions: reply.suggestions.map((suggestion) => {
    const { predicted, ...origin } = suggestion.origin;
    if (!predicted) return suggestion;
    return { ...suggestion, origin: { ...origin, predicted: { ...predicted, mean: 0 - predicted.mean } } };
  }),
});

/** The reply of a process that remembers nothing: with objects of its own, and past `recall`. */
function afresh(definition: SamplerDefinition<SamplerId>, request: SuggestMessage): SuggestReply {
  const message = { ...request, problem: JSON.parse(JSON.stringify(request.problem)) as Problem };
  const sampler = registry[definition.id];
  const start = sampler.initial(message.problem, definition.options.parse(message.sampler.options));
  const entries = message.history.map((entry) => toLossEntry(message.problem, entry));
  return sampler.suggest(sampler.fold(start, entries), toRequest(message));
}

function inactive(space: Space, assignments: Assignments): string[] {
  const active = new Set(activeParameters(space, assignments));
  return space.parameters.map(({ name }) => name).filter((name) => !active.has(name));
}
