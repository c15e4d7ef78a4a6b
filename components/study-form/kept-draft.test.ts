import { beforeEach, expect, it } from "vitest";
import { type DraftPlace, dropAllKeptDrafts, dropKeptDraft, keepDraft, readKeptDraft } from "./kept-draft";
import { fromDraft, type StudyFormValues } from "./study-form-values";
import { templates } from "./templates";

/** What a browser's storage does, without a browser. */
class MemoryStorage implements Storage {
  readonly #items = new Map<string, string>();
  get length() {
    return this.#items.size;
  }
  clear = () => this.#items.clear();
  getItem = (key: string) => this.#items.get(key) ?? null;
  key = (index: number) => [...this.#items.keys()][index] ?? null;
  removeItem = (key: string) => void this.#items.delete(key);
  setItem = (key: string, value: string) => void this.#items.set(key, value);
}

const HERE: DraftPlace = { personId: "per_a", workspaceSlug: "lab", projectId: "prj_a" };
const DAY_MS = 24 * 3_600_000;

function valuesOf(change: Partial<StudyFormValues> = {}): StudyFormValues {
  const values = fromDraft({ ...templates[0]?.draft, name: "mine", metadata: { team: "vision" } });
  if (values === null) throw new Error("the template is no study");
  return { ...values, ...change };
}

let storage: MemoryStorage;
beforeEach(() => {
  storage = new MemoryStorage();
});
const keep = (
  place: DraftPlace,
  change: { values?: StudyFormValues; ownText?: string | null; savedAtMs?: number } = {},
) => keepDraft(storage, place, { values: valuesOf(), ownText: null, savedAtMs: 0, ...change });

it("gives back the form and half-written JSON as they were left", () => {
  keep(HERE, { ownText: '{ "name": "half', savedAtMs: 5 });
  expect(readKeptDraft(storage, HERE, 6)).toEqual({
    version: 1,
    savedAtMs: 5,
    values: valuesOf(),
    ownText: '{ "name": "half',
  });
});

it("gives back a draft of before there were schedulers, targets and the newer limits", () => {
  keep(HERE);
  const key = storage.key(0) ?? "";
  const { scheduler, repeats, noImprovement, maxCost, maxResource, trialTimeout, maxRetries, deadline, ...values } =
    valuesOf();
  const objectives = values.objectives.map(({ metric, direction }) => ({ metric, direction }));
  const old = { version: 1, savedAtMs: 0, values: { ...values, objectives }, ownText: null };
  storage.setItem(key, JSON.stringify(old));
  expect(readKeptDraft(storage, HERE, 6)?.values).toEqual(valuesOf());
});

it.each([
  ["another person", { personId: "per_b" }],
  ["another workspace", { workspaceSlug: "other" }],
  ["another project", { projectId: "prj_b" }],
])("is not what %s finds", (_, elsewhere) => {
  keep(HERE);
  expect(readKeptDraft(storage, { ...HERE, ...elsewhere }, 0)).toBeNull();
});

it.each(["", "{", "null", "7", '{"version":2}', '{"version":1,"savedAtMs":0,"values":{"name":3},"ownText":null}'])(
  "ignores and removes what it cannot read: %j",
  (stored) => {
    keep(HERE);
    storage.setItem(storage.key(0) ?? "", stored);
    expect(readKeptDraft(storage, HERE, 0)).toBeNull();
    expect(storage.length).toBe(0);
  },
);

it("forgets a draft after thirty days, and when it is dropped", () => {
  keep(HERE);
  expect(readKeptDraft(storage, HERE, 29 * DAY_MS)).not.toBeNull();
  expect(readKeptDraft(storage, HERE, 31 * DAY_MS)).toBeNull();
  keep(HERE);
  dropKeptDraft(storage, HERE);
  expect(readKeptDraft(storage, HERE, 0)).toBeNull();
});

it("stays as old as it is while nothing in it changes, so that opening it does not make it new", () => {
  keep(HERE, { savedAtMs: 5 });
  keep(HERE, { savedAtMs: 9 });
  expect(readKeptDraft(storage, HERE, 10)?.savedAtMs).toBe(5);
  keep(HERE, { ownText: "{", savedAtMs: 10 });
  expect(readKeptDraft(storage, HERE, 10)?.savedAtMs).toBe(10);
});

it("keeps no key of ours, and not what stood there before it either", () => {
  keep(HERE);
  keep(HERE, { values: valuesOf({ tags: "tellus_svc_PCyoUZ3k21Ep1wK3SJCS785S5cnsFL8l05Zag0" }) });
  expect(storage.length).toBe(0);
});

it("keeps nothing of a size that would fill the browser's storage", () => {
  keep(HERE, { ownText: "x".repeat(400_001) });
  expect(storage.length).toBe(0);
});

it("keeps the twenty newest drafts, and leaves what is not a draft alone", () => {
  storage.setItem("theme", "dark");
  for (let index = 0; index < 25; index++) keep({ ...HERE, projectId: `prj_${index}` }, { savedAtMs: index });
  expect(storage.length).toBe(21);
  expect(readKeptDraft(storage, { ...HERE, projectId: "prj_4" }, 25)).toBeNull();
  expect(readKeptDraft(storage, { ...HERE, projectId: "prj_5" }, 25)).not.toBeNull();
  dropAllKeptDrafts(storage);
  expect(storage.length).toBe(1);
});
