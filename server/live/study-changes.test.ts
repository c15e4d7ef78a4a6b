import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  deliverStudyChanges,
  forwardStudyChanges,
  openSubscriptions,
  publishStudyChange,
  subscribeToStudy,
} from "./study-changes";

const study = { workspaceId: "11111111-1111-7111-8111-111111111111", studyId: "22222222-2222-7222-8222-222222222222" };
const key = (study.workspaceId + study.studyId).replaceAll("-", "");

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
  forwardStudyChanges(undefined);
});

function open(address = study) {
  const ended = new AbortController();
  const iterator = subscribeToStudy({ ...address, signal: ended.signal })[Symbol.asyncIterator]();
  return { ended, iterator };
}

const pending = Symbol("pending");
/** What is there already, without waiting for more. */
const now = (promise: Promise<unknown>) =>
  Promise.race([
    promise,
    Promise.resolve()
      .then(() => Promise.resolve())
      .then(() => pending),
  ]);

describe("publishStudyChange", () => {
  it("gives one notice for many changes, 150 ms after the first", async () => {
    const { iterator, ended } = open();
    for (let count = 0; count < 1000; count += 1) publishStudyChange(study.workspaceId, study.studyId);
    vi.advanceTimersByTime(149);
    const notice = iterator.next();
    expect(await now(notice)).toBe(pending);
    vi.advanceTimersByTime(1);
    const first = await notice;
    expect(first).toMatchObject({ done: false, value: { sequence: expect.any(Number) } });
    const second = iterator.next();
    vi.advanceTimersByTime(1000);
    expect(await now(second)).toBe(pending);
    ended.abort();
    expect(await second).toEqual({ done: true, value: undefined });
  });

  it("tells only who listens to that study in that workspace", async () => {
    const other = open({ ...study, workspaceId: "33333333-3333-7333-8333-333333333333" });
    const next = other.iterator.next();
    publishStudyChange(study.workspaceId, study.studyId);
    vi.advanceTimersByTime(500);
    expect(await now(next)).toBe(pending);
    other.ended.abort();
  });

  it("hands the keys of a flush to the other replicas once", () => {
    const forwarded: string[][] = [];
    forwardStudyChanges((keys) => forwarded.push([...keys]));
    publishStudyChange(study.workspaceId, study.studyId);
    publishStudyChange(study.workspaceId, study.studyId);
    vi.advanceTimersByTime(1000);
    expect(forwarded).toEqual([[key]]);
  });
});

describe("subscribeToStudy", () => {
  it("misses nothing that is published between the call and the first wait", async () => {
    const { iterator, ended } = open();
    deliverStudyChanges([key]);
    expect(await iterator.next()).toMatchObject({ done: false });
    ended.abort();
  });

  it("gives a slow reader the latest notice, with growing sequence", async () => {
    const { iterator, ended } = open();
    deliverStudyChanges([key]);
    const first = await iterator.next();
    deliverStudyChanges([key]);
    deliverStudyChanges("all");
    const second = await iterator.next();
    expect(second.value.sequence).toBe(first.value.sequence + 2);
    expect(await now(iterator.next())).toBe(pending);
    ended.abort();
  });

  it("leaves nothing behind: after abort, after break, or when it began aborted", async () => {
    const before = openSubscriptions();
    const first = open();
    const second = open();
    expect(openSubscriptions()).toBe(before + 2);
    first.ended.abort();
    await second.iterator.return?.();
    expect(await second.iterator.next()).toEqual({ done: true, value: undefined });
    for await (const _notice of subscribeToStudy({ ...study, signal: AbortSignal.abort() }))
      throw new Error("It was aborted.");
    expect(openSubscriptions()).toBe(before);
  });
});
