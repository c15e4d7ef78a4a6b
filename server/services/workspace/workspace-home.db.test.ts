import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role } from "@/lib/contract/me";
import type { Activity } from "@/lib/contract/workspace-activity";
import { USAGE_DAYS } from "@/lib/contract/workspace-usage";
import { scopesOfRole } from "@/lib/domain/permissions";
import { workspaceUsage } from "@/server/db/sql/workspace-usage";
import { finishStudies } from "@/server/jobs/finish-studies";
import type { Context } from "@/server/kernel/context";
import { createContext } from "@/server/kernel/create-context";
import { newId, toUuid } from "@/server/kernel/ids";
import { createApiKey } from "../api-key/create-api-key";
import { createInvitation } from "../invitation/create-invitation";
import { createProject } from "../project/create-project";
import { deleteProject } from "../project/delete-project";
import { createShareLink } from "../share/create-share-link";
import { pauseStudy } from "../study/pause-study";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { listActivity } from "./list-activity";
import { readUsage } from "./read-usage";

let spaces: TestWorkspaces;
let driver: StudyDriver;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  driver = studyDriver(spaces.one.owner);
});
afterAll(() => spaces.close());

const activity = async (context: Context = spaces.one.owner): Promise<readonly Activity[]> =>
  (await runService({ service: listActivity, context, input: { limit: 100 } })).data;
const usage = (context: Context = spaces.one.owner) => runService({ service: readUsage, context, input: {} });

function inRole(role: Role): Context {
  const { actor } = spaces.one.owner;
  if (actor.kind !== "person") throw new Error("the owner is a person");
  const signal = new AbortController().signal;
  return createContext({ actor: { ...actor, role, scopes: scopesOfRole(role) }, requestId: newId(), signal });
}

test("deeds are told newest first, with who did them and the name their subject has now", async () => {
  const study = await driver.createStudy({ name: "told" });
  await runService({ service: pauseStudy, context: spaces.one.owner, input: { study_id: study.id } });
  const [paused, created] = await activity();
  expect(paused).toMatchObject({ action: "study.paused", actor: { kind: "person", name: expect.any(String) } });
  expect(created).toMatchObject({ action: "study.created" });
  expect(created?.subject).toEqual({ kind: "study", id: study.id, project_id: study.project_id, name: "told" });
});

test("what is gone keeps the name it had, and says that it is gone", async () => {
  const context = spaces.one.owner;
  const project = await runService({ service: createProject, context, input: { name: "short-lived" } });
  await runService({ service: deleteProject, context, input: { project_id: project.id } });
  const [deleted, created] = await activity();
  const gone = { kind: "project", id: project.id, name: "short-lived", exists: false };
  expect([deleted?.subject, created?.subject]).toEqual([gone, gone]);
});

test("a study that finishes by itself is told with its reason, once, and nobody did it", async () => {
  const study = await driver.createStudy({ name: "ends", limits: { max_trials: 1 } });
  await driver.tell(await driver.askOne(study), { values: { loss: 1 } });
  await finishStudies.run();
  await finishStudies.run();
  const told = (await activity()).filter(({ action }) => action === "study.finished");
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ actor: { kind: "service" }, reason: "budget", subject: { name: "ends" } });
});

test("each role is told what its pages would show it: keys, share links and invitations are not for everybody", async () => {
  const context = spaces.one.owner;
  const study = await driver.createStudy({ name: "shared" });
  await runService({
    service: createApiKey,
    context,
    input: { name: "a key", kind: "wrk", project_id: study.project_id },
  });
  await runService({ service: createInvitation, context, input: { role: "viewer" } });
  await runService({ service: createShareLink, context, input: { study_id: study.id } });
  const guarded = ["api-key.created", "invitation.created", "share.created"];
  const toldTo = async (role: Role) => {
    const actions = new Set<string>((await activity(inRole(role))).map(({ action }) => action));
    expect(actions).toContain("study.created");
    return guarded.filter((action) => actions.has(action));
  };
  expect(await toldTo("owner")).toEqual(guarded);
  expect(await toldTo("member")).toEqual(["api-key.created", "share.created"]);
  expect(await toldTo("viewer")).toEqual([]);
});

test("S1 neither list nor figures hold anything of another workspace", async () => {
  const before = await usage();
  const theirs = studyDriver(spaces.two.owner);
  const study = await theirs.createStudy({ name: "theirs" });
  await theirs.tell(await theirs.askOne(study), { values: { loss: 1 } });
  await theirs.askOne(study);
  expect(await usage()).toEqual(before);
  expect((await activity()).map(({ subject }) => "name" in subject && subject.name)).not.toContain("theirs");
});

test("S1 the statement of the figures counts one workspace by itself, where the database's wall would let it see more", async () => {
  const { rows } = await spaces.admin.query("select count(distinct workspace_id)::int as n from study");
  expect(rows).toEqual([{ n: 2 }]);
  const { text, values } = workspaceUsage(spaces.one.workspaceId, USAGE_DAYS);
  const unwalled = await spaces.admin.query(text, values);
  const walled = await spaces.one.owner.db.usage(USAGE_DAYS);
  expect(unwalled.rows).toEqual([walled]);
});

test("a day has the trials that ended on it, by what they ended as; those nobody was given are none", async () => {
  const before = await usage();
  const study = await driver.createStudy({ name: "counted" });
  await driver.tell(await driver.askOne(study), { values: { loss: 1 } });
  await driver.tell(await driver.askOne(study), { state: "failed", values: {} });
  await driver.ask(study, { worker_id: "gpu-1" });
  const old = await driver.askOne(study);
  await driver.tell(old, { values: { loss: 2 } });
  await spaces.admin.query("update trial set finished_at = now() - interval '40 days' where id = $1", [toUuid(old.id)]);
  const after = await usage();
  const gained = (state: "completed" | "failed") =>
    (after.days.at(-1)?.ended[state] ?? 0) - (before.days.at(-1)?.ended[state] ?? 0);
  expect([gained("completed"), gained("failed")]).toEqual([1, 1]);
  expect(after.days).toHaveLength(USAGE_DAYS);
  expect(after.days.map(({ day }) => day)).toEqual(after.days.map(({ day }) => day).toSorted());
  expect(after.running.trials - before.running.trials).toBe(1);
  expect(after.running.workers - before.running.workers).toBe(1);
  expect(after.studies.active - before.studies.active).toBe(1);
});
