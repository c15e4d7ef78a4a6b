import { afterAll, beforeAll, expect, test } from "vitest";
import { toUuid } from "@/server/kernel/ids";
import { openSubscriptions, publishStudyChange } from "@/server/live/study-changes";
import { studyDriver } from "@/server/services/testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "@/server/services/testing/test-workspaces";
import { appRouter } from "../root";

let spaces: TestWorkspaces;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
});
afterAll(() => spaces.close());

const studyOf = (space: "one" | "two") => studyDriver(spaces[space].owner).createStudy();

/** The stream as the owner of workspace one opens it. */
async function watch(study_ids: readonly string[], signal: AbortSignal) {
  const { actor } = spaces.one.owner;
  if (actor.kind !== "person") throw new Error("A workspace's owner is a person.");
  const person = async () => actor;
  const caller = appRouter.createCaller({
    actor: person,
    recheckActor: person,
    mayWrite: false,
    requestId: "test",
    signal,
  });
  return caller.study.changesOfSeveral({ study_ids: [...study_ids] });
}

async function firstOf(study_ids: readonly string[]): Promise<unknown> {
  const ended = new AbortController();
  try {
    for await (const notice of await watch(study_ids, ended.signal)) return notice;
    return "ended";
  } finally {
    ended.abort();
  }
}

test("one stream tells of each of several studies, by its id, and listens no longer once it is left", async () => {
  const [a, b] = [await studyOf("one"), await studyOf("one")];
  const ended = new AbortController();
  const seen: string[] = [];
  for await (const { study_id, sequence } of await watch([a.id, b.id], ended.signal)) {
    seen.push(`${study_id === a.id ? "a" : "b"}${sequence > 0 ? " changed" : ""}`);
    if (seen.length === 2) publishStudyChange(spaces.one.workspaceId, toUuid(b.id));
    if (seen.length === 3) break;
  }
  expect(seen).toEqual(["a", "b", "b changed"]); // first each at once, so that a page catches up
  expect(openSubscriptions()).toBe(0);
});

test("S20 one study of another workspace among one's own refuses the stream like one that does not exist, and nothing listens", async () => {
  const [own, foreign] = [await studyOf("one"), await studyOf("two")];
  const unknown = `std_${"0".repeat(32)}`;
  const refusal = async (id: string) => firstOf([own.id, id]).then(String, (error: Error) => error.message);
  expect(await firstOf([own.id])).toEqual({ study_id: own.id, sequence: 0 });
  expect(await refusal(foreign.id)).toMatch(/^There is nothing here/);
  expect(await refusal(foreign.id)).toBe(await refusal(unknown));
  expect(openSubscriptions()).toBe(0);
});

test("S16 names none, nine or what is no id: refused", async () => {
  const { id } = await studyOf("one");
  for (const ids of [[], Array.from({ length: 9 }, () => id), ["nonsense"]]) {
    await expect(firstOf(ids)).rejects.toThrow("Name one to eight studies");
  }
});
