import { hashKey } from "@tanstack/react-query";
import { z } from "zod";
import { NO_REPEATS } from "./repeat-values";
import { NO_SCHEDULER } from "./scheduler-values";
import type { StudyFormValues } from "./study-form-values";

/** Whose draft it is, and where: people who share a browser do not see each other's. */
export interface DraftPlace {
  readonly personId: string;
  readonly workspaceSlug: string;
  readonly projectId: string;
}

const PREFIX = "tellus:study-draft:";
/** Longer ones are not kept: the browser gives a site a few megabytes for everything. */
const LENGTH_MAX = 400_000;
const KEPT_MAX = 20;
const AGE_MS_MAX = 30 * 24 * 3_600_000;

const text = z.string();
const record = z.record(text, z.unknown());
const Values = z.object({
  name: text,
  objectives: z.array(z.object({ metric: text, direction: text, target: text.default(""), rest: record.default({}) })),
  parameters: z.array(
    z.object({
      name: text,
      type: text,
      low: text,
      high: text,
      step: text,
      scale: text,
      list: text,
      value: text,
      default: text,
      whenParameter: text,
      whenComparator: text,
      whenValue: text,
      rest: record,
    }),
  ),
  samplerName: text,
  samplerOptions: record,
  // Drafts of before there were these have none.
  scheduler: z
    .object({
      name: text,
      metric: text,
      resourceName: text,
      resourceMin: text,
      resourceMax: text,
      checkpoint: text,
      options: record,
      restOfResource: record,
    })
    .default(NO_SCHEDULER),
  repeats: z.object({ rule: text, max: text, errorRate: text, min: text, rest: record }).default(NO_REPEATS),
  noImprovement: text.default(""),
  maxCost: text.default(""),
  maxResource: text.default(""),
  trialTimeout: text.default(""),
  maxRetries: text.default(""),
  deadline: text.default(""),
  maxTrials: text,
  maxParallel: text,
  maxFailures: text,
  seed: text,
  tags: text,
  warmStart: z.array(text).default([]),
  rest: record,
  restOfLimits: record,
});

export interface KeptDraft {
  readonly version: 1;
  /** When what it holds was last changed. */
  readonly savedAtMs: number;
  readonly values: StudyFormValues;
  /** What was in the JSON editor where it was not what the form said. */
  readonly ownText: string | null;
}
const KeptDraft: z.ZodType<KeptDraft> = z.object({
  version: z.literal(1),
  savedAtMs: z.number(),
  values: Values,
  ownText: text.nullable(),
});

/** What somebody left in the form; `null` when there is nothing, when it is too old, or when it cannot be read. */
export function readKeptDraft(storage: Storage, place: DraftPlace, nowMs: number): KeptDraft | null {
  const key = keyOf(place);
  const stored = storage.getItem(key);
  if (stored === null) return null;
  const kept = parseKept(stored);
  if (kept !== null && nowMs - kept.savedAtMs <= AGE_MS_MAX) return kept;
  storage.removeItem(key);
  return null;
}

/**
 * Keeps a draft in the place of the one before; the same one again stays as old as it is. One that is too long, or holds a
 * key of ours, is not kept at all.
 */
export function keepDraft(storage: Storage, place: DraftPlace, draft: Omit<KeptDraft, "version">): void {
  const key = keyOf(place);
  const before = parseKept(storage.getItem(key) ?? "");
  if (before !== null && isSame(before, draft)) return;
  const written = JSON.stringify({ version: 1, ...draft } satisfies KeptDraft);
  storage.removeItem(key);
  if (written.length > LENGTH_MAX || /tellus_[a-z]+_[0-9A-Za-z]{16}/.test(written)) return;
  for (const old of keysOf(storage).slice(KEPT_MAX - 1)) storage.removeItem(old);
  storage.setItem(key, written);
}

type Content = Pick<KeptDraft, "values" | "ownText">;

/** In whatever order a form and a schema list the fields. */
function isSame(one: Content, other: Content): boolean {
  return hashKey([one.values, one.ownText]) === hashKey([other.values, other.ownText]);
}

export function dropKeptDraft(storage: Storage, place: DraftPlace): void {
  storage.removeItem(keyOf(place));
}

/** For signing out: the next person at this browser finds nothing. */
export function dropAllKeptDrafts(storage: Storage): void {
  for (const key of keysOf(storage)) storage.removeItem(key);
}

function keyOf({ personId, workspaceSlug, projectId }: DraftPlace): string {
  return `${PREFIX}${personId}:${workspaceSlug}:${projectId}`;
}

/** The keys of all drafts, the newest first. */
function keysOf(storage: Storage): readonly string[] {
  return Array.from({ length: storage.length }, (_, index) => storage.key(index))
    .filter((key) => key?.startsWith(PREFIX))
    .map((key) => key ?? "")
    .map((key) => ({ key, savedAtMs: parseKept(storage.getItem(key) ?? "")?.savedAtMs ?? 0 }))
    .toSorted((one, other) => other.savedAtMs - one.savedAtMs)
    .map(({ key }) => key);
}

function parseKept(stored: string): KeptDraft | null {
  try {
    return KeptDraft.safeParse(JSON.parse(stored)).data ?? null;
  } catch {
    return null; // something else wrote there, or half of it
  }
}
