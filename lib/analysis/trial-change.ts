import type { MetricValue } from "@/lib/contract/primitives";
import type { Trial } from "@/lib/contract/trial";

/** What stands in the fields of the form. */
export interface TrialChangeText {
  /** By place of the metric in the trial's values: names may hold what forms take for paths. */
  readonly values: readonly string[];
  readonly reason: string;
  /** Separated by commas. */
  readonly tags: string;
  readonly note: string;
}

interface TrialChange {
  readonly values?: Record<string, MetricValue>;
  readonly reason?: string;
  readonly tags: string[];
  readonly note: string;
}

export type ReadTrialChange =
  | { readonly kind: "change"; readonly change: TrialChange }
  | {
      readonly kind: "faults";
      /** By place of the metric. */
      readonly values: Readonly<Record<number, string>>;
      readonly reason?: string;
    };

/** The trial's own, as fields begin with it. */
export function trialChangeText(trial: Pick<Trial, "values" | "tags" | "note">): TrialChangeText {
  return {
    values: Object.values(trial.values).map(({ value }) => String(value)),
    reason: "",
    tags: trial.tags.join(", "),
    note: trial.note,
  };
}

/** Reads the fields; values that stand as they were are no correction. */
export function readTrialChange(trial: Pick<Trial, "values">, text: TrialChangeText): ReadTrialChange {
  const values: Record<string, MetricValue> = {};
  const faults: Record<number, string> = {};
  Object.entries(trial.values).forEach(([metric, stored], index) => {
    const given = (text.values[index] ?? "").trim();
    if (given === String(stored.value)) return;
    const value = readMetricValue(given);
    if (value === null) faults[index] = "Must be a number, NaN, Infinity or -Infinity.";
    else values[metric] = value;
  });
  const reason = text.reason.trim();
  const isCorrection = Object.keys(values).length > 0;
  const silent = isCorrection && reason === "";
  if (Object.keys(faults).length > 0 || silent) {
    return { kind: "faults", values: faults, ...(silent && { reason: "Say why: it is kept beside the value." }) };
  }
  const tags = text.tags.split(",").flatMap((tag) => tag.trim() || []);
  return {
    kind: "change",
    change: { ...(isCorrection && { values, reason }), tags: [...new Set(tags)], note: text.note.trim() },
  };
}

const WORDS: Readonly<Record<string, MetricValue>> = {
  nan: "NaN",
  infinity: "Infinity",
  inf: "Infinity",
  "-infinity": "-Infinity",
  "-inf": "-Infinity",
};

function readMetricValue(text: string): MetricValue | null {
  const number = Number(text);
  return text !== "" && Number.isFinite(number) ? number : (WORDS[text.toLowerCase()] ?? null);
}
