import { Prisma } from "@/server/generated/prisma/client";

const FILTERED = new Set([
  "findUnique",
  "findUniqueOrThrow",
  "findFirst",
  "findFirstOrThrow",
  "findMany",
  "count",
  "aggregate",
  "groupBy",
  "update",
  "updateMany",
  "delete",
  "deleteMany",
]);
const UPDATES = new Set(["update", "updateMany"]);

type Args = { where?: Record<string, unknown>; data?: Record<string, unknown> | Record<string, unknown>[] };

/**
 * The first tenancy wall: every read and write of a tenant model is narrowed to one workspace, and whatever could reach
 * around that is refused: other operations (upsert), nested writes (a nested `connect` rewrites the child's whole
 * composite key and so moves another workspace's row), and writing another workspaceId.
 */
export function scopeExtension(workspaceId: string) {
  return Prisma.defineExtension({
    name: "workspace-scope",
    query: {
      $allModels: {
        $allOperations({ model, operation, args, query }) {
          return query(scopeArgs({ model, operation, args: (args ?? {}) as Args, workspaceId }));
        },
      },
    },
  });
}

interface Scoping {
  readonly model: string;
  readonly operation: string;
  readonly args: Args;
  readonly workspaceId: string;
}

export function scopeArgs({ model, operation, args, workspaceId }: Scoping): Args {
  const key = tenantKey(model);
  const rows = args.data === undefined ? [] : [args.data].flat();
  for (const row of rows) assertOwnScalars({ model, row, workspaceId, mayNameWorkspace: !UPDATES.has(operation) });
  if (FILTERED.has(operation)) {
    const others = args.where?.AND === undefined ? [] : [args.where.AND].flat();
    return { ...args, where: { ...args.where, AND: [{ [key]: workspaceId }, ...others] } };
  }
  if (operation === "create" || operation === "createMany" || operation === "createManyAndReturn") {
    if (key !== "workspaceId") throw new Error(`${model} is not made through the scoped client`);
    const scoped = rows.map((row) => ({ ...row, workspaceId }));
    const [first] = scoped;
    return { ...args, data: operation === "create" && first !== undefined ? first : scoped };
  }
  throw new Error(`${operation} is not offered by the scoped client`);
}

/** Which column names the workspace. Models without one are refused. */
function tenantKey(model: string): "workspaceId" | "id" {
  if (model === "Workspace") return "id";
  if ("workspaceId" in scalarFields(model)) return "workspaceId";
  throw new Error(`${model} belongs to no workspace: the scoped client does not reach it`);
}

function scalarFields(model: string): Readonly<Record<string, string>> {
  const fields: unknown = Prisma[`${model}ScalarFieldEnum` as keyof typeof Prisma];
  if (typeof fields !== "object" || fields === null) throw new Error(`Unknown model ${model}`);
  return fields as Readonly<Record<string, string>>; // every generated ScalarFieldEnum is a map of names
}

interface OwnScalars {
  readonly model: string;
  readonly row: Record<string, unknown>;
  readonly workspaceId: string;
  readonly mayNameWorkspace: boolean;
}

function assertOwnScalars({ model, row, workspaceId, mayNameWorkspace }: OwnScalars): void {
  const scalars = scalarFields(model);
  for (const field of Object.keys(row)) {
    if (!(field in scalars))
      throw new Error(`${model}.${field} is a relation: the scoped client writes scalar fields only`);
  }
  if ("workspaceId" in row && (!mayNameWorkspace || row.workspaceId !== workspaceId)) {
    throw new Error(`${model}.workspaceId is not written through the scoped client`);
  }
}
