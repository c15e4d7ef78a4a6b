/** Naive Bayes over word counts (McCallum & Nigam 1998), with the usual preparations. */
import type { DataSet, Split } from "./data";

export interface WordModelOptions {
  /** Added to every count. */
  readonly smoothing: number;
  /** Words in fewer training documents are left out. */
  readonly documentsMin: number;
  /** The most frequent words, left out. */
  readonly skipped: number;
  readonly weighting: "counts" | "presence" | "logarithm";
  readonly priors: boolean;
}

export function wordClasses(data: DataSet, { train, test }: Split, options: WordModelOptions): Float64Array {
  const used = usedWords(data, train, options);
  const totals = Array.from({ length: data.classes }, () => new Float64Array(data.x[0].length).fill(options.smoothing));
  const rows = new Float64Array(data.classes);
  for (const row of train) {
    rows[data.y[row]] += 1;
    for (const word of used) totals[data.y[row]][word] += weight(data.x[row][word], options.weighting);
  }
  const logs = totals.map((total) => {
    const all = used.reduce((sum, word) => sum + total[word], 0);
    return total.map((count) => Math.log(count / all));
  });
  return Float64Array.from(test, (row) => {
    const scores = logs.map((log, topic) =>
      used.reduce(
        (sum, word) => sum + weight(data.x[row][word], options.weighting) * log[word],
        options.priors ? Math.log(rows[topic]) : 0,
      ),
    );
    return scores.indexOf(Math.max(...scores));
  });
}

function usedWords(data: DataSet, train: readonly number[], { documentsMin, skipped }: WordModelOptions): number[] {
  const seen = data.x[0].map((_, word) => train.filter((row) => data.x[row][word] > 0).length);
  const byFrequency = [...seen.keys()].sort((one, other) => seen[other] - seen[one] || one - other);
  return byFrequency.slice(skipped).filter((word) => seen[word] >= documentsMin);
}

function weight(count: number, weighting: WordModelOptions["weighting"]): number {
  if (weighting === "counts") return count;
  return weighting === "presence" ? Number(count > 0) : Math.log1p(count);
}
