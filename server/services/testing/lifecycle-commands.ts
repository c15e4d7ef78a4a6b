import fc from "fast-check";
import type { Command, Limits } from "./lifecycle-model";

const holder = fc.nat({ max: 20 });

/** What workers and people do, as often as they do it. */
const commands: fc.Arbitrary<Command>[] = [
  fc.record({ do: fc.constant("ask"), worker: fc.constantFrom(null, null, "one", "two") }),
  fc.record({ do: fc.constant("ask"), worker: fc.constant(null) }),
  fc.record({ do: fc.constant("tell"), holder, loss: fc.constantFrom(1, 2) }),
  fc.record({ do: fc.constantFrom("measure", "heartbeat", "release"), holder }),
  fc.record({ do: fc.constant("expire"), holder }),
  fc.record({ do: fc.constantFrom("enqueue", "pause", "resume", "resume") }),
];

/** A sequence of commands, with others of the caller's among them (six kinds of ours weigh 100 each). A stop ends nearly everything, so it comes late. */
export function stories<Other = never>(...others: fc.WeightedArbitrary<Other>[]): fc.Arbitrary<(Command | Other)[]> {
  const any = fc.oneof<fc.WeightedArbitrary<Command | Other>[]>(
    ...commands.map((arbitrary) => ({ arbitrary, weight: 100 })),
    ...others,
  );
  return fc
    .tuple(
      fc.array(any, { minLength: 5, maxLength: 30 }),
      fc.constantFrom<Command[]>([], [{ do: "stop" }]),
      fc.array(any, { maxLength: 6 }),
    )
    .map(([before, stop, after]) => [...before, ...stop, ...after]);
}

export const limits: fc.Arbitrary<Limits> = fc.record({
  maxTrials: fc.integer({ min: 1, max: 8 }),
  maxParallel: fc.constantFrom(null, 1, 3),
  maxRetries: fc.integer({ min: 0, max: 2 }),
});
