import { expect, it } from "vitest";
import type { Role } from "../contract/me";
import { ACTIVITY_MAX, type Activity, activityActions } from "../contract/workspace-activity";
import { activityItems } from "./activity-sentence";

const study = (name: string) => ({
  kind: "study" as const,
  id: `std_${Buffer.from(name).toString("hex").padEnd(32, "1").slice(0, 32)}`,
  project_id: `prj_${"2".repeat(32)}`,
  name,
});
const ada = { kind: "person" as const, id: `per_${"3".repeat(32)}`, name: "Ada" };

let made = 0;
function deed(change: Partial<Activity>): Activity {
  made += 1;
  return {
    id: `00000000-0000-7000-8000-${String(made).padStart(12, "0")}`,
    at: "2026-03-05T12:00:00Z",
    action: "study.created",
    actor: ada,
    subject: study("digits"),
    role: null,
    reason: null,
    ...change,
  };
}

const read = (...deeds: readonly Activity[]) =>
  activityItems(deeds, 10).map(({ sentence }) => sentence.map(({ text }) => text).join(" "));

it.each([
  [deed({}), "Ada created digits"],
  [deed({ actor: { ...ada, name: null }, action: "study.stopped" }), "A former member stopped digits"],
  [
    deed({ actor: { ...ada, name: null }, action: "workspace.left", subject: { kind: "none" } }),
    "A former member left the workspace",
  ],
  [
    deed({ actor: { kind: "api_key", id: `key_${"4".repeat(32)}`, name: "ci" }, action: "study.cloned" }),
    "Key ci cloned a study as digits",
  ],
  [
    deed({ action: "study.finished", actor: { kind: "service" }, reason: "budget" }),
    "digits finished: the budget is used up",
  ],
  [
    deed({ action: "member.updated", subject: { kind: "person", id: ada.id, name: "Bo" }, role: "admin" }),
    "Ada made Bo an admin",
  ],
  [deed({ action: "member.removed", subject: { kind: "person", id: ada.id, name: null } }), "Ada removed a member"],
  [deed({ action: "invitation.accepted", subject: { kind: "none" }, role: "viewer" }), "Ada joined as a viewer"],
  [deed({ action: "invitation.created", subject: { kind: "none" }, role: "owner" }), "Ada invited an owner"],
  [deed({ action: "share.created" }), "Ada shared digits by a link"],
])("%# reads as a sentence", (activity, sentence) => {
  expect(read(activity)).toEqual([sentence]);
});

it("has words for every deed there is", () => {
  for (const action of activityActions) expect(read(deed({ action }))[0], action).toMatch(/^\S+ .*\S$/);
});

it("tells the same deed done several times in a row once, and begins anew when another comes between", () => {
  const other = deed({ action: "study.paused", subject: study("c") });
  expect(
    read(deed({ subject: study("a") }), deed({ subject: study("b") }), other, deed({ subject: study("d") })),
  ).toEqual(["Ada created a and 1 more study", "Ada paused c", "Ada created d"]);
});

it("counts what was changed, not how often", () => {
  expect(read(deed({ action: "study.updated" }), deed({ action: "study.updated" }))).toEqual([
    "Ada changed the settings of digits",
  ]);
});

it("keeps members apart who were given different roles", () => {
  const made = (name: string, role: Role) =>
    deed({ action: "member.updated", subject: { kind: "person", id: `per_${name}`, name }, role });
  expect(read(made("Bo", "admin"), made("Cy", "viewer"), made("Di", "viewer"))).toEqual([
    "Ada made Bo an admin",
    "Ada made Cy and 1 more member a viewer",
  ]);
});

it("counts no further than it was told: where the list is full, the oldest deed may have been done more often", () => {
  const many = Array.from({ length: ACTIVITY_MAX }, (_, index) => deed({ subject: study(`s${index}`) }));
  expect(read(...many)).toEqual(["Ada created s0 and at least 99 more studies"]);
  expect(read(...many.slice(1))).toEqual(["Ada created s1 and 98 more studies"]);
});

it("keeps deeds apart that say nothing of what they were done to", () => {
  const joined = (name: string) =>
    deed({ action: "invitation.accepted", actor: { ...ada, name }, subject: { kind: "none" }, role: "member" });
  expect(read(joined("Ada"), joined("Ada"))).toHaveLength(2);
});

it("leads to what still exists, and nowhere else", () => {
  const project = { kind: "project" as const, id: `prj_${"2".repeat(32)}`, name: "old", exists: false };
  const [gone, there] = activityItems([deed({ action: "project.deleted", subject: project }), deed({})], 10);
  expect(gone?.sentence.at(-1)).toEqual({ kind: "name", text: "old", path: null });
  expect(there?.sentence.at(-1)).toMatchObject({ path: `/prj_${"2".repeat(32)}/${study("digits").id}` });
});
