import { describe, expect, test } from "vitest";
import { type Findings, judge } from "./audit";
import { judgeResumptions } from "./audit-resumptions";
import type { Entry } from "./ledger";

const about = { worker: "one", trial: "trl_a", attempt: 1 };
const time = (at: number) => ({ at, sentAt: at - 1 });
const asked = (attempt: number, at: number, key = `key ${attempt}`): Entry => ({
  kind: "asked",
  ...time(at),
  worker: "one",
  key,
  study: "std_s",
  redelivered: false,
  trials: [{ id: "trl_a", number: 0, attempt }],
});
const telling: Entry = { kind: "telling", ...time(2), ...about, value: 0.5 };
const told: Entry = { kind: "told", ...time(3), ...about, value: 0.5 };
const row = { id: "trl_a", study_id: "s", number: 0, state: "completed", attempt: 1, values: [0.5], notices: 1 };
const study = { id: "s", max_trials: 1, budget_used: 1, next_number: 1 };

const sound: Findings = { entries: [asked(1, 1), telling, told], trials: [row], studies: [study], complete: true };
const rules = (change: Partial<Findings>): string[] => judge({ ...sound, ...change }).map(({ rule }) => rule);

describe("the audit", () => {
  test("finds nothing where every promise was kept", () => expect(rules({})).toEqual([]));

  test("finds a told result that is not there", () => {
    expect(rules({ trials: [{ ...row, values: null, state: "running", notices: 0 }] })).toContain("lost");
    expect(rules({ trials: [] })).toContain("lost");
  });

  test("finds a finished trial whose notice is missing", () => {
    expect(rules({ trials: [{ ...row, notices: 0 }] })).toEqual(["lost"]);
  });

  test("finds a result that is stored otherwise, and one that nobody told", () => {
    expect(rules({ trials: [{ ...row, values: [0.6] }] })).toEqual(["altered", "invented"]);
  });

  test("finds two results and two notices", () => {
    expect(rules({ trials: [{ ...row, notices: 2 }] })).toEqual(["doubled"]);
    expect(rules({ trials: [{ ...row, values: [0.5, 0.5] }] })).toEqual(["doubled"]);
  });

  test("takes what was sent and never acknowledged for possible", () => {
    expect(rules({ entries: [asked(1, 1), telling] })).toEqual([]);
  });

  test("finds a refused result that is stored all the same", () => {
    expect(rules({ entries: [asked(1, 1), telling, { ...told, kind: "refused", code: "lease_lost" }] })).toEqual([
      "unfenced write",
    ]);
  });

  test("finds a gap in the numbers, and counters that are wrong", () => {
    expect(rules({ trials: [{ ...row, number: 1 }] })).toEqual(["numbers"]);
    expect(rules({ studies: [{ ...study, next_number: 2 }] })).toEqual(["numbers"]);
  });

  test("finds budgets that are exceeded or not reached", () => {
    expect(rules({ studies: [{ ...study, max_trials: 0 }] })).toEqual(["over budget"]);
    expect(rules({ studies: [{ ...study, max_trials: 2 }] })).toEqual(["under budget"]);
    expect(rules({ studies: [{ ...study, max_trials: 2 }], complete: false })).toEqual([]);
  });

  test("finds one hand-out that two got, and lets a repeated answer pass", () => {
    const { entries } = sound;
    expect(rules({ entries: [...entries, asked(1, 1.5, "other")] })).toEqual(["two holders"]);
    expect(rules({ entries: [...entries, asked(1, 1.5)] })).toEqual([]);
  });

  test("finds a write under an old attempt that was accepted after the next one began, and only then", () => {
    expect(rules({ entries: [asked(1, 1), asked(2, 1.5), telling, told] })).toEqual(["unfenced write"]);
    expect(rules({ entries: [asked(1, 1), telling, told, asked(2, 2.5)] })).toEqual([]);
  });
});

describe("the audit of resumptions", () => {
  const checkpoint = (step: number, attempt = 1) => ({ step, uri: `file:///${attempt}/${step}` });
  const wrote = (step: number, attempt = 1): Entry => ({
    kind: "checkpointed",
    ...time(2),
    ...about,
    attempt,
    ...checkpoint(step, attempt),
  });
  const handedOut = (attempt: number, from: ReturnType<typeof checkpoint> | null): Entry => ({
    ...(asked(attempt, 9) as Extract<Entry, { kind: "asked" }>),
    trials: [{ id: "trl_a", number: 0, attempt, checkpoint: from }],
  });
  const rulesOf = (...entries: Entry[]): string[] => judgeResumptions(entries).faults.map(({ rule }) => rule);

  test("finds nothing where a trial goes on from its last checkpoint, or has none", () => {
    expect(judgeResumptions([wrote(1), wrote(2), handedOut(2, checkpoint(2))])).toEqual({ faults: [], resumed: 1 });
    expect(judgeResumptions([handedOut(1, null), handedOut(2, null)])).toEqual({ faults: [], resumed: 0 });
  });

  test("finds an older checkpoint, none, and one that nobody was acknowledged", () => {
    expect(rulesOf(wrote(1), wrote(2), handedOut(2, checkpoint(1)))).toEqual(["resumed elsewhere"]);
    expect(rulesOf(wrote(1), handedOut(2, null))).toEqual(["resumed elsewhere"]);
    expect(rulesOf(handedOut(2, checkpoint(1)))).toEqual(["resumed elsewhere"]);
  });

  test("finds a checkpoint that the attempt itself, or a later one, was to write", () => {
    expect(rulesOf(wrote(1), wrote(2, 2), handedOut(2, checkpoint(2, 2)))).toEqual(["resumed elsewhere"]);
  });
});
