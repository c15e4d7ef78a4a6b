import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import type { createShareLink as createContract } from "@/lib/contract/share";
import type { Study } from "@/lib/contract/study";
import { openShareLink } from "@/server/auth/open-share-link";
import { hashShareSecret } from "@/server/auth/share-secret";
import type { AppError } from "@/server/kernel/app-error";
import { createContext } from "@/server/kernel/create-context";
import { newId, toUuid } from "@/server/kernel/ids";
import { archiveStudy } from "../study/archive-study";
import { stopStudy } from "../study/stop-study";
import { runService } from "../testing/run-service";
import { type StudyDriver, studyDriver } from "../testing/study-driver";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { createShareLink } from "./create-share-link";
import { listShareLinks } from "./list-share-links";
import { readShared } from "./read-shared";
import { revokeShareLink } from "./revoke-share-link";

let workspaces: TestWorkspaces;
let driver: StudyDriver;
let study: Study;
beforeAll(async () => {
  workspaces = await openTestWorkspaces();
  driver = studyDriver(workspaces.one.owner);
  study = await driver.createStudy({ name: "a study to share", tags: ["vision"] });
  for (const loss of [3, 1, 2]) await driver.tell(await driver.askOne(study), { values: { loss } });
  await driver.tell(await driver.askOne(study), { state: "failed", values: {}, reason: "out of memory" });
  await driver.askOne(study);
});
afterAll(() => workspaces.close());

type LinkInput = Partial<z.input<typeof createContract.input>>;

async function share(input: LinkInput = {}) {
  const context = workspaces.one.owner;
  const made = await runService({ service: createShareLink, context, input: { study_id: study.id, ...input } });
  const secret = made.url.slice(made.url.lastIndexOf("/") + 1);
  return { ...made, secret, id: toUuid(made.link.id) };
}

async function read(secret: string) {
  const actor = await openShareLink(secret);
  if (actor === null) return null;
  const context = createContext({ actor, requestId: newId(), signal: new AbortController().signal });
  return runService({ service: readShared, context, input: {} });
}

const code = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: AppError) => error.code,
  );

describe("a share link", () => {
  test("shows progress, objectives, values and dates, and what was chosen: values of parameters and best trials by default", async () => {
    const { secret, link } = await share();
    expect(link).toMatchObject({ state: "open", shows: ["parameters", "trials"], title: null, last_opened_at: null });
    const shared = await read(secret);
    expect(shared).toMatchObject({
      title: "a study to share",
      state: "active",
      objectives: [{ metric: "loss", direction: "minimize" }],
      max_trials: 100,
      trial_counts: { completed: 3, failed: 1, running: 1 },
      history: {
        numbers: [0, 1, 2, 3, 4],
        states: ["completed", "completed", "completed", "failed", "running"],
        values: [{ metric: "loss", values: [3, 1, 2, null, null] }],
      },
      incumbent: { number: 1, values: [{ metric: "loss", value: 1 }], assignments: { x: expect.any(Number) } },
      parameters: ["x", "k"],
      search_space: null,
      tags: null,
      expires_at: link.expires_at,
    });
    expect(shared?.best_trials?.map(({ number }) => number)).toEqual([1, 2, 0]);
  });

  test("shows nothing of parameters, trials, search space and tags where none was chosen, and a title in the place of the name", async () => {
    const { secret } = await share({ shows: [], title: "Autumn report" });
    const shared = await read(secret);
    expect(shared).toMatchObject({ parameters: null, best_trials: null, search_space: null, tags: null });
    expect(shared?.incumbent).toEqual({ number: 1, values: [{ metric: "loss", value: 1 }], assignments: null });
    expect(shared?.title).toBe("Autumn report");
    expect(JSON.stringify(shared)).not.toContain("a study to share");
  });

  test("shows the search space in its order, and tags, where they were chosen", async () => {
    const shared = await read((await share({ shows: ["search_space", "tags", "tags"] })).secret);
    expect(shared?.tags).toEqual(["vision"]);
    expect(shared?.search_space).toEqual([
      { kind: "range", name: "x", type: "float", low: 0, high: 1, scale: "linear", step: null, conditional: false },
      { kind: "range", name: "k", type: "int", low: 1, high: 1000, scale: "linear", step: null, conditional: false },
    ]);
  });

  test("follows the study, also when it is stopped and archived", async () => {
    const own = await driver.createStudy();
    const { secret } = await share({ study_id: own.id });
    expect((await read(secret))?.state).toBe("active");
    const context = workspaces.one.owner;
    await runService({ service: stopStudy, context, input: { study_id: own.id } });
    await runService({ service: archiveStudy, context, input: { study_id: own.id } });
    expect(await read(secret)).toMatchObject({ state_reason: "stopped", incumbent: null });
  });

  test("works 30 days by default, and as long as was said", async () => {
    const days = async (input: LinkInput) => {
      const { link } = await share(input);
      return Math.round((Date.parse(link.expires_at) - Date.parse(link.created_at)) / 86_400_000);
    };
    expect([await days({}), await days({ expires_in_days: 1 }), await days({ expires_in_days: 365 })]).toEqual([
      30, 1, 365,
    ]);
  });

  test("notes when it was last opened, at most once a minute", async () => {
    const { secret, id } = await share();
    const opened = async () => {
      await read(secret);
      const { rows } = await workspaces.admin.query<{ at: Date }>(
        "select last_opened_at as at from share_link where id = $1",
        [id],
      );
      return rows[0]?.at.toISOString();
    };
    const first = await opened();
    expect(await opened()).toBe(first);
    await workspaces.admin.query("update share_link set last_opened_at = now() - interval '61 seconds' where id = $1", [
      id,
    ]);
    expect(await opened()).not.toBe(first);
  });
});

describe("what is refused", () => {
  test.each([
    ["no day", { expires_in_days: 0 }],
    ["more than a year", { expires_in_days: 366 }],
    ["an unknown part", { shows: ["members"] }],
    ["an empty title", { title: " " }],
    ["another field", { colour: "red" }],
  ])("%s", async (_name, input) => {
    const call = createShareLink.run(workspaces.one.owner, { study_id: study.id, ...input });
    expect(await code(call)).toBe("invalid_input");
  });

  test("an API key of any kind and a viewer make, list and revoke no link", async () => {
    const { link } = await share();
    const { owner } = workspaces.one;
    const viewer = { ...owner, actor: { ...owner.actor, scopes: new Set(["study:read", "study:write"] as const) } };
    const input = { study_id: study.id };
    expect(await code(createShareLink.run(viewer, input))).toBe("forbidden");
    expect(await code(listShareLinks.run(viewer, input))).toBe("forbidden");
    expect(await code(revokeShareLink.run(viewer, { share_link_id: link.id }))).toBe("forbidden");
  });

  test("S1 a study and a link of another workspace are not there", async () => {
    const { link, secret } = await share();
    const context = workspaces.two.owner;
    expect(await code(createShareLink.run(context, { study_id: study.id }))).toBe("not_found");
    expect(await code(listShareLinks.run(context, { study_id: study.id }))).toBe("not_found");
    expect(await code(revokeShareLink.run(context, { share_link_id: link.id }))).toBe("not_found");
    expect(await read(secret)).not.toBeNull();
  });

  test("a person may not read as if they were a link", async () => {
    expect(await code(readShared.run(workspaces.one.owner, {}))).toBe("forbidden");
  });
});

describe("a link that ended", () => {
  test("S6 revoked: it shows nothing from the next look on; revoking twice is harmless and audited once", async () => {
    const { secret, link, id } = await share();
    expect(await read(secret)).not.toBeNull();
    const revoke = () =>
      runService({
        service: revokeShareLink,
        context: workspaces.one.owner,
        input: { share_link_id: link.id },
      });
    expect([(await revoke()).state, (await revoke()).state]).toEqual(["revoked", "revoked"]);
    expect(await read(secret)).toBeNull();
    const { rows } = await workspaces.admin.query<{ action: string }>(
      "select action from audit_event where target_id = $1 order by at",
      [id],
    );
    expect(rows.map(({ action }) => action)).toEqual(["share.created", "share.revoked"]);
  });

  test("expired, of a study that is gone, unknown, cut short, and not a secret at all: all the same nothing", async () => {
    const expired = await share();
    await workspaces.admin.query("update share_link set expires_at = now() - interval '1 second' where id = $1", [
      expired.id,
    ]);
    const gone = await share({ study_id: (await driver.createStudy()).id });
    await workspaces.admin.query("delete from study where id = $1", [toUuid(gone.link.study_id)]);
    const { secret } = await share();
    const strange = [
      "x".repeat(32),
      secret.slice(0, -1),
      `${secret}x`,
      secret.toLowerCase(),
      "",
      "../x",
      "\u0000",
      "%",
    ];
    for (const text of [expired.secret, gone.secret, ...strange]) expect(await read(text), text).toBeNull();
    const { data } = await runService({
      service: listShareLinks,
      context: workspaces.one.owner,
      input: { study_id: study.id, limit: 100 },
    });
    expect(data.find(({ id }) => id === expired.link.id)?.state).toBe("expired");
  });
});

describe("S7 the secret", () => {
  test("has 192 random bits and stands in no row of any table, only its hash does", async () => {
    const { secret, id, url } = await share();
    expect(url).toMatch(/\/share\/[A-Za-z0-9_-]{32}$/);
    const { rows } = await workspaces.admin.query<{ hash: Buffer; row: string }>(
      "select secret_hash as hash, to_jsonb(l)::text as row from share_link l where id = $1",
      [id],
    );
    expect(rows[0]?.hash).toEqual(hashShareSecret(secret));
    expect(rows[0]?.row).not.toContain(secret);
  });

  test("is not stored for a repeated request, which is told that it was shown already, and makes no second link", async () => {
    const context = { ...workspaces.one.owner, idempotencyKey: randomUUID() };
    const input = { study_id: study.id, title: "only once" };
    const { output } = await createShareLink.run(context, input);
    expect(await code(createShareLink.run(context, input))).toBe("secret_already_shown");
    expect(await code(createShareLink.run(context, { ...input, title: "another" }))).toBe("idempotency_mismatch");
    const { rows } = await workspaces.admin.query<{ response: unknown }>(
      "select response from idempotency_record where key = $1",
      [context.idempotencyKey],
    );
    expect(rows).toEqual([{ response: {} }]);
    const links = await workspaces.admin.query("select 1 from share_link where title = 'only once'");
    expect([links.rowCount, output.link.title]).toEqual([1, "only once"]);
  });
});
