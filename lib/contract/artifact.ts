import { z } from "zod";
import { NamedActor } from "./actor";
import { operation } from "./operation";
import { ArtifactId, Cursor, Name, PageLimit, page, Sha256, Timestamp, TrialId } from "./primitives";
import { AttemptNumber } from "./trial";

/** What one request can carry to S3-compatible storage; how much an installation takes is its own setting, far below. */
const BYTES_MAX = 5 * 1024 ** 3;
/** That a trial may have, announced ones too. */
export const ARTIFACTS_MAX = 1000;

export const artifactKinds = ["checkpoint", "file"] as const;

/** A file of a trial that we keep. It is there once it is finalized; until then nobody but who uploads it hears of it. */
export const Artifact = z
  .object({
    id: ArtifactId,
    trial_id: TrialId,
    attempt: z.int(),
    kind: z.enum(artifactKinds),
    name: z.string(),
    content_type: z.string().meta({ description: "As its maker said. It is never served under this type." }),
    size: z.int().meta({ description: "Bytes." }),
    sha256: z.string(),
    state: z.enum(["pending", "ready"]).meta({ description: "ready: whole, checked and finalized." }),
    checkpoint_step: z.int().nullable().meta({ description: "Of a checkpoint that was named: after which step." }),
    created_by: NamedActor,
    created_at: Timestamp,
    finalized_at: Timestamp.nullable(),
  })
  .meta({ id: "Artifact" });
export type Artifact = z.infer<typeof Artifact>;

export const ArtifactUpload = z.object({
  method: z.literal("PUT"),
  url: z.string().meta({ description: "Send the bytes here, with your key." }),
  expires_at: Timestamp.meta({ description: "Not finalized by then, it is forgotten." }),
});

export const createArtifact = operation({
  id: "artifact.create",
  summary: "Announce a file of a running trial: how large it is, and its hash",
  kind: "mutation",
  scope: "trial:tell",
  input: z.strictObject({
    trial_id: TrialId,
    attempt: AttemptNumber,
    name: Name.meta({ description: "For people; where it is stored is our business." }),
    kind: z.enum(artifactKinds).default("checkpoint"),
    size: z.int().min(0).max(BYTES_MAX).meta({ description: "Bytes, exactly." }),
    sha256: Sha256.meta({ description: "SHA-256 of all its bytes." }),
    content_type: z
      .string()
      .max(100)
      .regex(/^[A-Za-z0-9][\w.+-]*\/[A-Za-z0-9][\w.+-]*$/, "Must be a type such as application/octet-stream.")
      .default("application/octet-stream"),
  }),
  output: z.object({
    artifact: Artifact,
    upload: ArtifactUpload.nullable().meta({ description: "Null when it is there already." }),
  }),
  errors: ["not_found", "lease_lost", "state_conflict", "quota_exceeded"],
  rest: {
    method: "POST",
    path: "/trials/{trial_id}/artifacts",
    status: { possible: [200, 201], of: ({ upload }) => (upload === null ? 200 : 201) },
  },
});

export const uploadArtifact = operation({
  id: "artifact.upload",
  summary: "Send a file's bytes, which are counted and hashed as they come",
  kind: "mutation",
  scope: "trial:tell",
  content: "taken",
  input: z.strictObject({ artifact_id: ArtifactId }),
  output: z.object({ artifact: Artifact }),
  errors: ["not_found", "lease_lost", "state_conflict", "content_mismatch", "storage_full"],
  rest: { method: "PUT", path: "/artifacts/{artifact_id}/content", status: 200 },
});

export const finalizeArtifact = operation({
  id: "artifact.finalize",
  summary: "Have what is stored compared with what was announced: only then the file is there",
  kind: "mutation",
  scope: "trial:tell",
  input: z.strictObject({ artifact_id: ArtifactId }),
  output: z.object({ artifact: Artifact }),
  errors: ["not_found", "lease_lost", "state_conflict", "content_mismatch"],
  rest: { method: "POST", path: "/artifacts/{artifact_id}/finalize", status: 200 },
});

export const listArtifacts = operation({
  id: "artifact.list",
  summary: "The files of a trial, the newest first",
  kind: "query",
  scope: "trial:read",
  input: z.strictObject({ trial_id: TrialId, limit: PageLimit, cursor: Cursor.optional() }),
  output: page(Artifact),
  errors: ["not_found"],
  rest: { method: "GET", path: "/trials/{trial_id}/artifacts", status: 200 },
});

export const ByteRange = z.object({ start: z.int(), end: z.int().meta({ description: "The last byte." }) });
export type ByteRange = z.infer<typeof ByteRange>;

/** What is said of a file beside its bytes. */
export const ArtifactContent = z.object({
  name: z.string(),
  size: z.int(),
  sha256: z.string(),
  range: ByteRange.nullable().meta({ description: "Null: all of it." }),
});
export type ArtifactContent = z.infer<typeof ArtifactContent>;

export const downloadArtifact = operation({
  id: "artifact.download",
  summary: "A file's bytes, or a range of them",
  kind: "query",
  // Whoever asks for trials must be able to go on from their checkpoints.
  scope: ["trial:read", "trial:ask"],
  content: "given",
  input: z.strictObject({
    artifact_id: ArtifactId,
    range: z
      .string()
      .max(200)
      .optional()
      .meta({ description: "One range of bytes, bytes=0-1023; others are ignored." }),
  }),
  output: ArtifactContent,
  errors: ["not_found"],
  rest: {
    method: "GET",
    path: "/artifacts/{artifact_id}/content",
    status: { possible: [200, 206], of: ({ range }) => (range === null ? 200 : 206) },
    range: "range",
  },
});

export const deleteArtifact = operation({
  id: "artifact.delete",
  summary: "Delete a file, unless somebody may still have to go on from it",
  kind: "mutation",
  scope: "trial:tell",
  input: z.strictObject({
    artifact_id: ArtifactId,
    attempt: AttemptNumber.optional().meta({
      description: "Needed with a worker key: only who holds the trial deletes its files.",
    }),
  }),
  output: z.object({ id: ArtifactId, deleted: z.literal(true) }),
  errors: ["not_found", "lease_lost", "state_conflict"],
  rest: { method: "DELETE", path: "/artifacts/{artifact_id}", status: 200 },
});
