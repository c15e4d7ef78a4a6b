/** Trains every point of the trade-offs and writes their tables: `npm run bench:quality -- record-trade-offs`. */
import { makeRng } from "@/lib/engine/rng/rng";
import { recordTable } from "../recorded/recorded-table";
import { tradeOffFile } from "./problems/recorded";
import { tradeOffs } from "./problems/trade-offs";

/** Five digits. */
export async function recordTradeOffs(ids: readonly string[]): Promise<void> {
  for (const tradeOff of tradeOffs.filter(({ id }) => ids.length === 0 || ids.includes(id))) {
    await recordTable(tradeOffFile(tradeOff.id), tradeOff, (assignments, cell) => {
      const values = tradeOff.train(
        assignments,
        makeRng({ seed: "tellus-trade-offs", purpose: tradeOff.id, number: cell }),
      );
      if (!values.every(Number.isFinite)) throw new Error(`${tradeOff.id}: ${JSON.stringify(assignments)} broke down.`);
      return values.map((value) => Number(value.toPrecision(5)));
    });
  }
}
