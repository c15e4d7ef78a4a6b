import pg from "pg";
import { authenticate } from "@/server/auth/authenticate";
import { ownerContext } from "@/server/cli/operator";
import { systemPool } from "@/server/db/pools";
import type { Context } from "@/server/kernel/context";
import { createContext } from "@/server/kernel/create-context";
import { mayCall } from "@/server/kernel/may-call";
import { fillEmptyTables, saveTenantRows, tenantChecksums, tenantUuids } from "../tenant-rows";
import { openTestStorage } from "../test-storage";
import { openTestWorkspaces } from "../test-workspaces";
import type { Endpoint } from "./endpoint";
import { mirrorWorkspace } from "./mirror-workspace";
import { serviceEndpoints } from "./operation-endpoints";
import { makePlace, type Place } from "./place";
import type { OwnProbe } from "./probe";
import { sqlFunctionEndpoints } from "./sql-function-endpoints";
import { tableEndpoints } from "./table-endpoints";
import { appPolicies } from "./tenancy-walls";

export interface IsolationWorkspaces {
  readonly admin: pg.Pool;
  /** Puts every tenant row back as it was. */
  readonly restore: () => Promise<void>;
  readonly sqlFunctions: readonly Endpoint[];
  /** Reading all the app role sees of each table that has a policy for it. */
  readonly tables: readonly Endpoint[];
  /** A person of one workspace, with the ids of the other, which is theirs too: only the workspace tells the two apart. */
  acrossWorkspaces(endpoints: readonly Endpoint[]): OwnProbe;
  /** The caller's own ids, which a mirror of the workspace has too. */
  besideMirror(endpoints: readonly Endpoint[]): OwnProbe;
  /** A worker key of one project, with the ids of another project of the same workspace. */
  acrossProjects(endpoints: readonly Endpoint[]): Promise<OwnProbe>;
  close(): Promise<void>;
}

/** Keys start with the workspace, so a look-up that forgets it finds the oldest workspace's row, and not whichever lies first. */
const IN_KEY_ORDER = "-c enable_seqscan=off -c enable_bitmapscan=off";

export async function openIsolationWorkspaces(): Promise<IsolationWorkspaces> {
  const workspaces = await openTestWorkspaces();
  const files = await openTestStorage();
  // The other workspace came first, and so did its rows: a look-up that forgets the workspace finds them, or the mirror's, before ours.
  const { admin, one: other, two: ours, database } = workspaces;
  const app = new pg.Pool({ connectionString: database.urls.app, max: 2, options: IN_KEY_ORDER });
  app.on("error", () => undefined); // dropping the database ends them
  const context = await memberToo(ours.workspaceId, other.owner);
  const foreign = await makePlace({
    context: other.owner,
    admin,
    projectName: "digits",
    mark: "only in the other workspace",
    loss: 0.48151623,
  });
  const own = await makePlace({ context, admin, projectName: "digits", mark: "ours alone", loss: 0.5 });
  const beside = await makePlace({
    context,
    admin,
    projectName: "beside",
    mark: "of the project beside",
    loss: 0.27182818,
  });
  await fillEmptyTables(admin, other.workspaceId);
  const mirror = await mirrorWorkspace(admin, own);
  await Promise.all([own, foreign].map(turnPages));
  const ownUuids = await tenantUuids(admin, ours.workspaceId);
  const foreignUuids = [...(await tenantUuids(admin, other.workspaceId))].filter((uuid) => !ownUuids.has(uuid));
  const restore = await saveTenantRows(admin);
  return {
    admin,
    restore,
    sqlFunctions: await sqlFunctionEndpoints(admin, app),
    tables: tableEndpoints(await appPolicies(admin), app),
    acrossWorkspaces: (endpoints) => ({
      endpoints,
      own,
      foreign,
      restore,
      secrets: [...foreignUuids, ...foreign.marks, foreign.idempotencyKey, mirror.workspaceId.replaceAll("-", "")],
      watch: () => tenantChecksums(admin, other.workspaceId),
    }),
    besideMirror: (endpoints) => ({
      endpoints,
      own,
      foreign,
      restore,
      secrets: mirror.marks,
      watch: () => tenantChecksums(admin, mirror.workspaceId),
    }),
    async acrossProjects(endpoints) {
      const actor = await authenticate(`Bearer ${own.workerSecret}`);
      const { requestId, signal } = context;
      return {
        endpoints: endpoints.filter(({ scope }) => scope !== undefined && mayCall(actor, scope)),
        own: { ...own, context: createContext({ actor, requestId, signal }) },
        foreign: beside,
        restore,
        secrets: [...beside.marks, ...Object.values(beside.ids).flat().map(bareUuid)].filter(
          (secret) => !Object.values(own.ids).flat().map(bareUuid).includes(secret),
        ),
        watch: () => tenantChecksums(admin, ours.workspaceId),
      };
    },
    async close() {
      await app.end();
      await workspaces.close();
      await files.close();
    },
  };
}

/** The context of a person in a second workspace, of which they become an owner too. */
async function memberToo(workspaceId: string, { actor }: Context): Promise<Context> {
  await systemPool().query("insert into membership (workspace_id, person_id, role) values ($1, $2, 'owner')", [
    workspaceId,
    actor.id,
  ]);
  return ownerContext({ workspaceId, personId: actor.id, name: actor.name });
}

const bareUuid = (id: string): string => id.slice(id.indexOf("_") + 1);

/** Takes the cursor to the second page of every list. */
async function turnPages(place: Place): Promise<void> {
  for (const { operationId, positions, inputs, call } of serviceEndpoints) {
    if (operationId === undefined || !positions.some(({ kind }) => kind === "cursor")) continue;
    for (const input of inputs(place)) {
      const answer: unknown = await call(place.context, input);
      const cursor: unknown = Reflect.get(Object(answer), "next_cursor");
      if (typeof cursor === "string") place.cursors.set(operationId, cursor);
    }
  }
}
