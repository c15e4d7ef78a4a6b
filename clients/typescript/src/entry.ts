import type { Body } from "./operation-types.ts";
import { toWire } from "./wire.ts";

interface Kept {
  /** Idempotency-Key of its own, made before it is first sent. */
  readonly key: string;
  /** When it was made, by the clock of whoever made it; for people. */
  readonly at: string;
  readonly trial: { readonly id: string; readonly number: number };
}

/** What a trial has to say to Tellus. It is on disk before it is sent, and gone from there once it is answered. */
export type Entry =
  | (Kept & { readonly kind: "measurements"; readonly body: Body<"trial.measure"> })
  | (Kept & { readonly kind: "checkpoints"; readonly body: Body<"trial.checkpoint"> })
  | (Kept & { readonly kind: "tell"; readonly body: Body<"trial.tell"> })
  | (Kept & { readonly kind: "release"; readonly body: Body<"trial.release"> });

const STEPS_MAX = 1000;
/** Half of what the API takes. */
const TEXT_MAX = 512 * 1024;

/** The request for the first of these entries, and for as many after it as fit into the same: what waited goes together. */
export function requestOf(entries: readonly Entry[]): {
  readonly count: number;
  readonly path: string;
  readonly body: unknown;
  readonly key: string;
} {
  const [first] = entries;
  if (first === undefined) throw new Error("There is nothing to send.");
  const path = `/trials/${first.trial.id}/${first.kind}`;
  const alone = { count: 1, path, body: first.body, key: first.key };
  if (!isPlain(first)) return alone;
  const steps = [...first.body.steps];
  let count = 1;
  let size = toWire(first.body).length;
  for (const next of entries.slice(1)) {
    if (!isPlain(next) || next.body.attempt !== first.body.attempt) break;
    size += toWire(next.body).length;
    if (steps.length + next.body.steps.length > STEPS_MAX || size > TEXT_MAX) break;
    steps.push(...next.body.steps);
    count += 1;
  }
  // The same entries, sent again by whoever took them over, have the same key; others have another.
  return count === 1 ? alone : { count, path, body: { ...first.body, steps }, key: `${first.key}+${count - 1}` };
}

/** Measurements without a checkpoint, which may go together. */
function isPlain(entry: Entry): entry is Extract<Entry, { kind: "measurements" }> {
  return entry.kind === "measurements" && entry.body.checkpoint === undefined;
}
