import type { FigureFault } from "../figure";
import type { Entry } from "./ledger";

interface Resumptions {
  readonly faults: readonly FigureFault[];
  /** Hand-outs that had a checkpoint to go on from, and the right one. */
  readonly resumed: number;
}

type Checkpointed = Extract<Entry, { kind: "checkpointed" }>;

/**
 * R8: a trial that is handed out again goes on from the last checkpoint that the server acknowledged to those who had it
 * before. When they were acknowledged does not matter: an attempt's writes are accepted before the next attempt begins.
 */
export function judgeResumptions(entries: readonly Entry[]): Resumptions {
  const acknowledged = byTrial(entries.filter((entry) => entry.kind === "checkpointed"));
  const handedOut = entries.flatMap((entry) => (entry.kind === "asked" ? entry.trials : []));
  const faults: FigureFault[] = [];
  let resumed = 0;
  for (const { id, attempt, checkpoint } of handedOut) {
    const expected = lastBefore(attempt, acknowledged.get(id) ?? [])?.uri;
    if (checkpoint?.uri === expected) resumed += expected === undefined ? 0 : 1;
    else {
      const from = (uri: string | undefined): string => uri ?? "the beginning";
      const detail = `${id}, attempt ${attempt}: from ${from(checkpoint?.uri)} instead of ${from(expected)}`;
      faults.push({ rule: "resumed elsewhere", detail });
    }
  }
  return { faults, resumed };
}

function byTrial(checkpoints: readonly Checkpointed[]): ReadonlyMap<string, readonly Checkpointed[]> {
  const lists = new Map<string, Checkpointed[]>();
  for (const checkpoint of checkpoints)
    lists.set(checkpoint.trial, [...(lists.get(checkpoint.trial) ?? []), checkpoint]);
  return lists;
}

/** The furthest; of two of the same step the later attempt's. */
function lastBefore(attempt: number, checkpoints: readonly Checkpointed[]): Checkpointed | undefined {
  return checkpoints
    .filter((checkpoint) => checkpoint.attempt < attempt)
    .toSorted((left, right) => left.step - right.step || left.attempt - right.attempt)
    .at(-1);
}
