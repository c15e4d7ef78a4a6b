import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { Endpoint } from "./testing/isolation/endpoint";
import { type IsolationWorkspaces, openIsolationWorkspaces } from "./testing/isolation/isolation-workspaces";
import { procedureEndpoints, serviceEndpoints } from "./testing/isolation/operation-endpoints";
import { collect, foreignIdLeaks, type Leak, ownCallLeaks } from "./testing/isolation/probe";
import { unscopedModels } from "./testing/isolation/removable-scope";
import {
  appPolicies,
  functionsWith,
  openPolicies,
  PROJECT_FILTER,
  removeFilter,
  type SqlFunction,
  WORKSPACE_FILTER,
  WRITE_FILTER,
} from "./testing/isolation/tenancy-walls";

vi.mock("@/server/db/scope-extension", async (original) => {
  const { withRemovableScope } = await import("./testing/isolation/removable-scope");
  return withRemovableScope(await original());
});

let workspaces: IsolationWorkspaces;
let functions: readonly SqlFunction[];
let models: readonly string[];
beforeAll(async () => {
  workspaces = await openIsolationWorkspaces();
  functions = await functionsWith(workspaces.admin, WORKSPACE_FILTER);
  models = modelsOf(workspaces.acrossWorkspaces([]).own.context.db);
});
afterEach(async () => {
  unscopedModels.clear();
  await workspaces.restore();
});
afterAll(() => workspaces.close());

/** Models of the scoped client, as Prisma names them. */
function modelsOf(db: object): readonly string[] {
  return Object.entries(db)
    .filter(([, member]) => typeof member === "object" && member !== null && "findMany" in member)
    .map(([name]) => name.charAt(0).toUpperCase() + name.slice(1));
}

const everyEndpoint = (): readonly Endpoint[] => [
  ...serviceEndpoints,
  ...procedureEndpoints,
  ...workspaces.sqlFunctions,
  ...workspaces.tables,
];

/** What the probes find at the endpoints of these names; what only shows that a call was no use is no find. */
async function leaksAt(...names: readonly string[]): Promise<readonly Leak[]> {
  const endpoints = everyEndpoint().filter(({ name }) => names.includes(name));
  if (endpoints.length < names.length) throw new Error(`One of these endpoints does not exist: ${names.join(", ")}`);
  const probe = workspaces.acrossWorkspaces(endpoints);
  const leaks = await collect(foreignIdLeaks(probe));
  await workspaces.restore();
  leaks.push(...(await collect(ownCallLeaks(probe))));
  return leaks.filter(({ fault }) => fault !== "vacuous");
}

describe("S2 with every filter of our own removed, so that only the database's wall stands", () => {
  let putBack: () => Promise<void>;
  beforeAll(async () => {
    putBack = await removeFilter(workspaces.admin, functions, WORKSPACE_FILTER);
  });
  afterAll(() => putBack());

  test("S2 another workspace's ids are answered like ids that do not exist, everywhere, and nothing there changes", async () => {
    for (const model of models) unscopedModels.add(model);
    const endpoints = [...serviceEndpoints, ...procedureEndpoints, ...workspaces.sqlFunctions];
    expect(await collect(foreignIdLeaks(workspaces.acrossWorkspaces(endpoints)))).toEqual([]);
  });

  test("S2 lists, look-ups by name, repeated keys and whole tables give the caller's own rows only", async () => {
    for (const model of models) unscopedModels.add(model);
    const endpoints = [...serviceEndpoints, ...procedureEndpoints, ...workspaces.tables];
    expect(await collect(ownCallLeaks(workspaces.acrossWorkspaces(endpoints)))).toEqual([]);
  });

  /** Where a hole in one table's policy is seen through operations; other tables' rows are reached by way of these. */
  const SEEN_AT: Readonly<Record<string, string>> = {
    workspace: "me.read",
    project: "project.read",
    study: "study.read",
    trial: "trial.read",
    api_key: "api-key.revoke",
    idempotency_record: "project.create",
    observation_value: "sql told_values",
    parallel_slot: "sql sync_parallel_slots",
    engine_lease: "sql mint_trials",
  };

  test("control: each table's policy opened alone is a leak", async () => {
    for (const model of models) unscopedModels.add(model);
    const silent: string[] = [];
    for (const table of await appPolicies(workspaces.admin)) {
      const close = await openPolicies(workspaces.admin, [table]);
      const operation = SEEN_AT[table];
      for (const endpoint of [`table ${table}`, ...(operation === undefined ? [] : [operation])]) {
        if ((await leaksAt(endpoint)).length === 0) silent.push(`${table} at ${endpoint}`);
        await workspaces.restore();
      }
      await close();
    }
    expect(silent).toEqual([]);
    expect(await leaksAt("me.read", "project.read", "table trial")).toEqual([]);
  });
});

describe("S1 with the database's wall open, so that a missing filter has nothing behind it", () => {
  let close: () => Promise<void>;
  beforeAll(async () => {
    close = await openPolicies(workspaces.admin, await appPolicies(workspaces.admin));
  });
  afterAll(() => close());

  /** Filters behind another function's: both are removed, and the leak must show what this one still kept. */
  const BEHIND: Readonly<Record<string, { readonly first: string; readonly shows: RegExp }>> = {
    // The conflict look-up is reached by whoever holds the trial's lease.
    store_measurements: { first: "hold_lease", shows: /measurement_conflict.*0\.48151623/ },
    // Says which trials were handed out under a key; handed_out reads them.
    replay_ask: { first: "handed_out", shows: /only in the other workspace/ },
  };
  /** Writes only what the engine made for an earlier space, of which the places have nothing: tried in drop-outdated.db.test.ts. */
  const UNREACHED = "drop_outdated";
  /** Operations that hand their id straight to the function. */
  const OPERATION_OF: Readonly<Record<string, string>> = {
    ask_trials: "trial.ask",
    hold_lease: "trial.heartbeat",
    release_trial: "trial.release",
    store_tell: "trial.tell",
  };

  /** The endpoint's leaks while these functions have no workspace filter. */
  async function leaksWithout(names: readonly string[], endpoint: string): Promise<readonly Leak[]> {
    const broken = functions.filter(({ name }) => names.includes(name));
    const putBack = await removeFilter(workspaces.admin, broken, WORKSPACE_FILTER);
    const leaks = await leaksAt(endpoint);
    await putBack();
    await workspaces.restore();
    return leaks;
  }

  test("control: each SQL function without its workspace filter is a leak, by itself and through its operation", async () => {
    const silent: string[] = [];
    for (const { name } of functions.filter(({ name }) => name !== UNREACHED && BEHIND[name] === undefined)) {
      const operation = OPERATION_OF[name];
      for (const endpoint of [`sql ${name}`, ...(operation === undefined ? [] : [operation])]) {
        if ((await leaksWithout([name], endpoint)).length === 0) silent.push(`${name} at ${endpoint}`);
      }
    }
    expect(silent).toEqual([]);
    expect(await leaksAt(...functions.map(({ name }) => `sql ${name}`))).toEqual([]);
  });

  test.each(Object.entries(BEHIND))(
    "control: %s without its filter is a leak once the function before it has none either",
    async (name, { first, shows }) => {
      const shown = (leaks: readonly Leak[]) => leaks.some(({ found }) => shows.test(found));
      expect(shown(await leaksWithout([first], `sql ${name}`))).toBe(false);
      expect(shown(await leaksWithout([name, first], `sql ${name}`))).toBe(true);
    },
  );

  test("control: each SQL function without the filters of its writes changes rows of the same ids elsewhere", async () => {
    const silent: string[] = [];
    for (const writer of await functionsWith(workspaces.admin, WRITE_FILTER)) {
      const putBack = await removeFilter(workspaces.admin, [writer], WRITE_FILTER);
      const endpoints = workspaces.sqlFunctions.filter(({ name }) => name === `sql ${writer.name}`);
      const leaks = await collect(ownCallLeaks(workspaces.besideMirror(endpoints)));
      if (leaks.length === 0) silent.push(writer.name);
      await putBack();
    }
    // A study is finished only once nothing of it runs. What it writes is a row its look-up found, whose filter the control
    // above removes.
    expect(silent).toEqual([UNREACHED, "finish_study"]);
  });

  test("control: every SQL function that takes a workspace has a filter that can be removed", () => {
    const unfiltered = workspaces.sqlFunctions
      .map(({ name }) => name.replace("sql ", ""))
      .filter((name) => !functions.some((candidate) => candidate.name === name));
    // These look nothing up: one writes a row of the caller's workspace, which a composite key holds to its own studies
    // (S3), one takes a lock and says which workspace it is, others hand what they were given to those that look.
    expect(unfiltered).toEqual([
      "acquire_engine_lease",
      "append_schedule",
      "create_artifact",
      "delete_artifact",
      "enter_study",
      "finalize_artifact",
      "heartbeat_trials",
      "hold_artifact",
      "measure_scheduled",
      "measure_trial",
      "store_checkpoint",
      "tell_scheduled",
      "tell_trial",
    ]);
  });

  test.each([
    ["Workspace", "me.read"],
    ["Membership", "member.list"],
    ["Membership", "member.remove"],
    ["Invitation", "invitation.revoke"],
    ["Project", "project.read"],
    ["Project", "project.list"],
    ["Study", "study.read"],
    ["Study", "trpc study.changes"],
    ["Study", "trpc study.changesOfSeveral"],
    ["Trial", "trial.read"],
    ["ApiKey", "api-key.revoke"],
    ["ApiKey", "api-key.list"],
    ["ShareLink", "share.revoke"],
    ["IdempotencyRecord", "project.create"],
    ["AuditEvent", "workspace.activity"],
    ["Webhook", "webhook.deliveries"],
    ["Webhook", "webhook.list"],
    ["Artifact", "artifact.download"],
  ])("control: the scoped client without its filter on %s is a leak at %s", async (model, endpoint) => {
    unscopedModels.add(model);
    expect(await leaksAt(endpoint)).not.toEqual([]);
  });

  /** Rows looked up by a study or trial that was found in the workspace before, or that are only ever written. */
  const FOUND_BY_ANOTHER = [
    "SpaceRevision",
    "WarmStart",
    "EngineLease",
    "Attempt",
    "Measurement",
    "ObservationValue",
    "Outbox",
    "Event",
    "WebhookDelivery",
  ];

  test("S1 a filter that stands behind another is not the only one: without all of these nothing leaks", async () => {
    for (const model of FOUND_BY_ANOTHER) unscopedModels.add(model);
    expect(await collect(foreignIdLeaks(workspaces.acrossWorkspaces(serviceEndpoints)))).toEqual([]);
    expect(await collect(ownCallLeaks(workspaces.acrossWorkspaces(serviceEndpoints)))).toEqual([]);
    expect([...models].sort()).toEqual(
      [
        ...FOUND_BY_ANOTHER,
        "Workspace",
        "Membership",
        "Invitation",
        "Project",
        "Study",
        "Trial",
        "ApiKey",
        "ShareLink",
        "IdempotencyRecord",
        "AuditEvent",
        "Webhook",
        "Artifact",
      ].sort(),
    );
  });
});

test("control: each SQL function without its project filter lets a worker key into another project", async () => {
  const silent: string[] = [];
  const guarded = await functionsWith(workspaces.admin, PROJECT_FILTER);
  for (const guard of guarded) {
    const putBack = await removeFilter(workspaces.admin, [guard], PROJECT_FILTER);
    const leaks = await collect(foreignIdLeaks(await workspaces.acrossProjects(serviceEndpoints)));
    if (leaks.every(({ fault }) => fault === "vacuous")) silent.push(guard.name);
    await workspaces.restore();
    await putBack();
  }
  expect(silent).toEqual([]);
  expect(guarded.map(({ name }) => name)).toEqual([
    "ask_trials",
    "find_artifact",
    "hold_lease",
    "release_trial",
    "store_tell",
  ]);
});
