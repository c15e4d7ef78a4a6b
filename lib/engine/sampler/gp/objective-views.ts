/** A study with several objectives as one study for each of them. */
import type { LossEntry, LossesBelow } from "../../history";
import type { Problem } from "../../problem";
import type { ObservedState } from "../observed-points";

const problems = new WeakMap<Problem, readonly Problem[]>();
const entries = new WeakMap<LossEntry, readonly LossEntry[]>();

/**
 * The states of a study that has one objective alone, for each, by the metric's name: in whatever order they are listed,
 * the same arithmetic is done. Outcome constraints are kept by the first alone, so that each is modelled once. The same
 * problem and the same entry give the same objects, so that what is remembered by identity holds.
 */
export function objectiveViews<Options>(state: ObservedState<Options>): readonly ObservedState<Options>[] {
  const { objectives } = state.problem;
  const order = [...objectives.keys()].sort((one, other) =>
    objectives[one].metric < objectives[other].metric ? -1 : 1,
  );
  const views = remember(problems, state.problem, () =>
    order.map((index, place): Problem => {
      const { outcomeConstraints = [] } = state.problem;
      return {
        ...state.problem,
        objectives: [objectives[index]],
        outcomeConstraints: place === 0 ? outcomeConstraints : [],
      };
    }),
  );
  const splitOf = (all: readonly LossEntry[]) =>
    all.map((entry) =>
      remember(entries, entry, () =>
        order.map((index, place): LossEntry => {
          const { losses, excess, below } = entry;
          return {
            ...entry,
            losses: losses && [losses[index]],
            excess: place === 0 ? excess : [],
            ...(below && { below: ofObjective(below, index) }),
          };
        }),
      ),
    );
  const split = splitOf(state.entries);
  const { past, running } = state;
  const earlier = splitOf(past?.entries ?? []);
  return views.map((problem, place) => ({
    ...state,
    problem,
    entries: split.map((each) => each[place]),
    ...(past && { past: { ...past, entries: earlier.map((each) => each[place]) } }),
    ...(running && {
      running: running.map((trial) => ({ ...trial, below: ofObjective(trial.below ?? [], order[place]) })),
    }),
  }));
}

const ofObjective = (below: readonly LossesBelow[], index: number): readonly LossesBelow[] =>
  below.map(({ distance, losses }) => ({ distance, losses: [losses[index]] }));

function remember<Key extends object, Value>(known: WeakMap<Key, Value>, key: Key, make: () => Value): Value {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
