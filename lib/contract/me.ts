import { z } from "zod";
import { operation } from "./operation";
import { ApiKeyId, PersonId, ProjectId, WorkspaceId } from "./primitives";
import { scopes } from "./scopes";

export const roles = ["owner", "admin", "member", "viewer"] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

export const Me = z.object({
  actor: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("person"), id: PersonId, name: z.string(), role: Role }),
    z.object({ kind: z.literal("api_key"), id: ApiKeyId, name: z.string(), project_id: ProjectId.nullable() }),
  ]),
  workspace: z.object({ id: WorkspaceId, slug: z.string(), name: z.string() }),
  scopes: z.array(z.enum(scopes)).max(scopes.length),
});
export type Me = z.infer<typeof Me>;

export const readMe = operation({
  id: "me.read",
  summary: "Who am I: actor, workspace, scopes",
  kind: "query",
  scope: "any",
  input: z.strictObject({}),
  output: Me,
  errors: [],
  rest: { method: "GET", path: "/me", status: 200 },
});
