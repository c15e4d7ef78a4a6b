import { z } from "zod";
import { operation } from "./operation";
import { ApiKeyId, Cursor, Name, PageLimit, ProjectId, page, Timestamp } from "./primitives";
import { scopes } from "./scopes";

/** `wrk` works for one project (ask, measure, tell), `svc` serves a team's automation, `pat` acts for a person, `test` is for trying things out. */
export const apiKeyKinds = ["wrk", "svc", "pat", "test"] as const;

export const ApiKey = z
  .object({
    id: ApiKeyId,
    kind: z.enum(apiKeyKinds),
    name: z.string(),
    prefix: z.string().meta({ description: "The first characters, enough to recognise the key." }),
    project_id: ProjectId.nullable(),
    scopes: z.array(z.enum(scopes)).max(scopes.length),
    created_at: Timestamp,
    expires_at: Timestamp,
    last_used_at: Timestamp.nullable(),
    revoked_at: Timestamp.nullable(),
  })
  .meta({ id: "ApiKey" });
export type ApiKey = z.infer<typeof ApiKey>;

export const createApiKey = operation({
  id: "api-key.create",
  summary: "Make an API key; the secret is shown this once",
  kind: "mutation",
  scope: "key:write",
  input: z.strictObject({
    name: Name,
    kind: z.enum(apiKeyKinds),
    project_id: ProjectId.optional().meta({ description: "Required for wrk: the one project it works for." }),
    scopes: z.array(z.enum(scopes)).min(1, "A key must be able to do something.").max(scopes.length).optional().meta({
      description: "At most those of its kind and of its maker's role. Default: all of these but webhook:write.",
    }),
    expires_in_days: z.int().min(1).max(365).default(90),
  }),
  output: z.object({ key: ApiKey, secret: z.string() }),
  showsSecret: true,
  errors: ["not_found", "secret_already_shown"],
});

export const listApiKeys = operation({
  id: "api-key.list",
  summary: "The API keys of the workspace, without their secrets",
  kind: "query",
  scope: "key:read",
  input: z.strictObject({
    usable: z.boolean().default(false).meta({ description: "Only keys that are neither revoked nor expired." }),
    limit: PageLimit,
    cursor: Cursor.optional(),
  }),
  output: page(ApiKey),
  errors: [],
});

export const revokeApiKey = operation({
  id: "api-key.revoke",
  summary: "Revoke an API key; it stops working within five seconds on every replica",
  kind: "mutation",
  scope: "key:write",
  input: z.strictObject({ api_key_id: ApiKeyId }),
  output: ApiKey,
  errors: ["not_found"],
});
