import type pg from "pg";
import { callFunction } from "./call-function";
import type { LeaseCall, LeaseRefusal } from "./hot-path";
import { onlyRow, type RawQuery } from "./study-functions";

export interface NewArtifact extends LeaseCall {
  readonly given: {
    readonly id: string;
    readonly kind: string;
    readonly name: string;
    readonly content_type: string;
    readonly size: number;
    /** Hexadecimal. */
    readonly sha256: string;
    readonly created_kind: string;
    readonly created_by: string;
    /** Of the trial. */
    readonly files_max: number;
    /** Whatever the workspace's own quota is. */
    readonly quota_max: number;
  };
  /** Of a workspace that has none of its own. */
  readonly quotaBytes: number;
  /** It is forgotten unless it is finalized by then. */
  readonly expiresInSeconds: number;
}

interface ArtifactCall {
  readonly projectId: string | null;
  readonly artifactId: string;
}

/** `replayed`: it was so before. */
export type FoundArtifact = { readonly kind: "artifact"; readonly id: string; readonly replayed: boolean };

export type NoRoom =
  | { readonly kind: "over_quota"; readonly used: number; readonly quota: number }
  | { readonly kind: "too_many" };

export interface ArtifactFunctions {
  create(call: NewArtifact): Promise<FoundArtifact | LeaseRefusal | NoRoom>;
  /** Whether its bytes may come; replayed: they are there, checked and finalized. */
  hold(call: ArtifactCall): Promise<FoundArtifact | LeaseRefusal>;
  finalize(call: ArtifactCall): Promise<FoundArtifact | LeaseRefusal | { readonly kind: "not_uploaded" }>;
}

/** The SQL functions of artifacts (prisma/migrations); the function binds the workspace. */
export function artifactFunctions(pool: pg.Pool, workspaceId: string): ArtifactFunctions {
  const call = callFunction(pool, workspaceId);
  return {
    create: ({ projectId, trialId, attempt, given, quotaBytes, expiresInSeconds }) =>
      call("create_artifact", [projectId, trialId, attempt, JSON.stringify(given), quotaBytes, expiresInSeconds]),
    hold: ({ projectId, artifactId }) => call("hold_artifact", [projectId, artifactId]),
    finalize: ({ projectId, artifactId }) => call("finalize_artifact", [projectId, artifactId]),
  };
}

type DeleteOutcome =
  | LeaseRefusal
  | { readonly kind: "needed" }
  | { readonly kind: "deleted"; readonly name: string; readonly trial_id: string };

export type DeleteArtifact = (call: ArtifactCall & { readonly attempt: number | null }) => Promise<DeleteOutcome>;

/** Inside one transaction that has its workspace set. */
export function deleteArtifact(tx: RawQuery, workspaceId: string): DeleteArtifact {
  return async ({ projectId, artifactId, attempt }) => {
    const rows = await tx.$queryRaw<{ outcome: DeleteOutcome }[]>`
      select delete_artifact(${workspaceId}::uuid, ${projectId}::uuid, ${artifactId}::uuid, ${attempt}::int) as outcome`;
    return onlyRow(rows).outcome;
  };
}
