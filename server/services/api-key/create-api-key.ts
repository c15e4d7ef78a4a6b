import * as contract from "@/lib/contract/api-key";
import type { Scope } from "@/lib/contract/scopes";
import { scopesOfKeyKind, usualScopesOfKeyKind } from "@/lib/domain/permissions";
import { apiKeyPrefix, hashApiKeySecret, newApiKeySecret } from "@/server/auth/api-key-secret";
import { AppError } from "@/server/kernel/app-error";
import { newId } from "@/server/kernel/ids";
import { service } from "@/server/kernel/service";
import { audit } from "../audit";
import { findProject } from "../project/find-project";
import { apiKeySelect, toApiKey } from "./api-key-mapper";

const DAY_MS = 86_400_000;

export const createApiKey = service(
  contract.createApiKey,
  async (context, { name, kind, project_id, scopes, expires_in_days }) => {
    const { db } = context;
    if ((kind === "wrk") !== (project_id !== undefined)) {
      const detail =
        kind === "wrk"
          ? "A worker key works for one project: name it."
          : "Only worker keys (wrk) are bound to a project.";
      throw new AppError("invalid_input", detail, { errors: [{ pointer: "/project_id", code: "custom", detail }] });
    }
    const granted = grantedScopes({ kind, asked: scopes, maker: context.actor.scopes });
    const project = project_id === undefined ? null : await findProject(db, project_id);
    const secret = newApiKeySecret(kind);
    const id = newId();
    const row = {
      workspaceId: db.workspaceId,
      id,
      kind,
      name,
      prefix: apiKeyPrefix(secret),
      secretHash: new Uint8Array(hashApiKeySecret(secret)),
      projectId: project?.id ?? null,
      scopes: granted,
      createdBy: context.actor.id,
      expiresAt: new Date((await db.studies.now()).getTime() + expires_in_days * DAY_MS),
    };
    await db.apiKey.createMany({ data: row });
    await audit(context, { action: "api-key.created", targetId: id, detail: { kind, name, scopes: granted } });
    return { key: toApiKey(await db.apiKey.findFirstOrThrow({ where: { id }, select: apiKeySelect })), secret };
  },
);

interface ScopeWish {
  readonly kind: contract.ApiKey["kind"];
  readonly asked: readonly Scope[] | undefined;
  /** What whoever makes the key may do: nobody hands on more than they have. */
  readonly maker: ReadonlySet<Scope>;
}

function grantedScopes({ kind, asked, maker }: ScopeWish): Scope[] {
  const possible = scopesOfKeyKind(kind).filter((scope) => maker.has(scope));
  const beyond = (asked ?? []).filter((scope) => !possible.includes(scope));
  if (beyond.length > 0) {
    const detail = `A ${kind} key that you make cannot have ${beyond.join(", ")}. Leave it out, or choose another kind.`;
    throw new AppError("invalid_input", detail, { errors: [{ pointer: "/scopes", code: "custom", detail }] });
  }
  const wanted = asked ?? usualScopesOfKeyKind(kind);
  return possible.filter((scope) => wanted.includes(scope));
}
