/** Trade-offs of trainings whose every point was recorded: a table each, read when it is asked for. */
import path from "node:path";
import { z } from "zod";
import { type RecordedTable, readTable } from "../../recorded/recorded-table";
import { type ObjectiveProblem, type TrueFront, toLosses } from "../objective-problem";
import { listedFront } from "./front";
import { type TradeOff, tradeOffs } from "./trade-offs";

const TABLES_FOLDER = "benchmarks/quality/multi-objective/tables";
export const tradeOffFile = (id: string): string => path.join(TABLES_FOLDER, `${id}.jsonl`);

const Line = z.array(z.number());

function recorded({ train: _, ...tradeOff }: TradeOff): ObjectiveProblem {
  const table = once((): RecordedTable<number[]> => readTable(tradeOffFile(tradeOff.id), tradeOff, Line));
  const front = once((): TrueFront => listedFront(table().lines.map((line) => toLosses(tradeOff, line))));
  return {
    ...tradeOff,
    family: "recorded",
    value: (assignments) => table().at(assignments),
    optimal: [],
    front: { points: (count) => front().points(count), volume: (reference) => front().volume(reference) },
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

export const recordedProblems: readonly ObjectiveProblem[] = tradeOffs.map(recorded);
