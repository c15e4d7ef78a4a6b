import * as contract from "@/lib/contract/api-key";
import { scopesOfKeyKind } from "@/lib/domain/permissions";
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
  async (context, { name, kind, project_id, expires_in_days }) => {
    const { db } = context;
    if ((kind === "wrk") !== (project_id !== undefined)) {
      const detail =
        kind === "wrk"
          ? "A worker key works for one project: name it."
          : "Only worker keys (wrk) are bound to a project.";
      throw new AppError("invalid_input", detail, { errors: [{ pointer: "/project_id", code: "custom", detail }] });
    }
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
      scopes: [...scopesOfKeyKind(kind)],
      createdBy: context.actor.id,
      expiresAt: new Date((await db.studies.now()).getTime() + expires_in_days * DAY_MS),
    };
    await db.apiKey.createMany({ data: row });
    await audit(context, { action: "api-key.created", targetId: id, detail: { kind, name } });
    return { key: toApiKey(await db.apiKey.findFirstOrThrow({ where: { id }, select: apiKeySelect })), secret };
  },
);
