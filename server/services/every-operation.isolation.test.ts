import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { operations } from "@/lib/contract/operations";
import { type IsolationWorkspaces, openIsolationWorkspaces } from "./testing/isolation/isolation-workspaces";
import { procedureEndpoints, serviceEndpoints } from "./testing/isolation/operation-endpoints";
import { collect, foreignIdLeaks, ownCallLeaks } from "./testing/isolation/probe";
import { appPolicies, openPolicies } from "./testing/isolation/tenancy-walls";

let workspaces: IsolationWorkspaces;
beforeAll(async () => {
  workspaces = await openIsolationWorkspaces();
});
afterEach(() => workspaces.restore());
afterAll(() => workspaces.close());

/** The same guarantees, whichever wall stands. */
function guarantees(): void {
  test("S1 an id or a cursor of another workspace is answered like one that does not exist, by every operation, and nothing there changes", async () => {
    expect(await collect(foreignIdLeaks(workspaces.acrossWorkspaces(serviceEndpoints)))).toEqual([]);
  });

  test("S1 the pages' procedures answer another workspace's ids like ids that do not exist", async () => {
    expect(await collect(foreignIdLeaks(workspaces.acrossWorkspaces(procedureEndpoints)))).toEqual([]);
  });

  test("S1 an SQL function called past its service answers another workspace's ids like ids that do not exist", async () => {
    expect(await collect(foreignIdLeaks(workspaces.acrossWorkspaces(workspaces.sqlFunctions)))).toEqual([]);
  });

  test("S1 lists, look-ups by name and repeated keys give the caller's own rows only, to a person of both workspaces too", async () => {
    const own = workspaces.acrossWorkspaces([...serviceEndpoints, ...procedureEndpoints, ...workspaces.sqlFunctions]);
    expect(await collect(ownCallLeaks(own))).toEqual([]);
  });

  test("S1 rows of another workspace under the caller's very ids are neither shown nor changed", async () => {
    const own = workspaces.besideMirror([...serviceEndpoints, ...procedureEndpoints, ...workspaces.sqlFunctions]);
    expect(await collect(ownCallLeaks(own))).toEqual([]);
  });

  test("S1 a worker key answers for its own project only: another project's ids of the same workspace are ids that do not exist", async () => {
    const probe = await workspaces.acrossProjects(serviceEndpoints);
    expect(await collect(foreignIdLeaks(probe))).toEqual([]);
  });
}

test("every id in an operation's address, and every cursor, is a position that is tried", () => {
  for (const { id, input, rest } of operations) {
    const tried = serviceEndpoints.find(({ name }) => name === id)?.positions.map(({ path }) => path.join(".")) ?? [];
    const addressed = [...(rest?.path ?? "").matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const cursors = Object.keys(input.shape).filter((name) => name === "cursor");
    expect(tried, id).toEqual(expect.arrayContaining([...addressed, ...cursors]));
  }
});

describe("S1, S2 with both walls", guarantees);

describe("S1 with the database's wall open, so that only the filters of our own stand", () => {
  let close: () => Promise<void>;
  beforeAll(async () => {
    close = await openPolicies(workspaces.admin, await appPolicies(workspaces.admin));
  });
  afterAll(() => close());

  test("control: every table shows the app's role the other workspace's rows", async () => {
    const leaks = await collect(ownCallLeaks(workspaces.acrossWorkspaces(workspaces.tables)));
    expect(leaks.map(({ endpoint, fault }) => [endpoint, fault])).toEqual(
      workspaces.tables.map(({ name }) => [name, "shows a secret"]),
    );
  });

  guarantees();
});
