import { z } from "zod";
import { ArtifactId, Sha256 } from "./primitives";

const Step = z.int().min(1).max(1_000_000_000).meta({ description: "Resource completed when it was written." });
/** The pattern keeps addresses that no program can open out; what it points to is the caller's. */
const Uri = z
  .string()
  .min(1)
  .max(2_000)
  .regex(/^[\x21-\x7e]+$/, "Must be visible ASCII without spaces.")
  .meta({ description: "Where it is: a path or an address that workers of this study can read." });

/** Of a checkpoint kept elsewhere `uri`, and its hash if it is known; of one uploaded to us `artifact`. */
export const checkpointFields = {
  step: Step,
  uri: Uri.optional(),
  sha256: Sha256.nullable().default(null),
  artifact: ArtifactId.optional().meta({ description: "A finalized artifact of this trial, in place of uri." }),
};

interface Named {
  readonly uri?: string | undefined;
  readonly sha256: string | null;
  readonly artifact?: string | undefined;
}

export function refuseUnnamed({ uri, sha256, artifact }: Named, check: z.core.$RefinementCtx): void {
  if ((uri === undefined) === (artifact === undefined)) {
    check.addIssue({ code: "custom", path: ["uri"], message: "Give uri or artifact, one of the two." });
  } else if (artifact !== undefined && sha256 !== null) {
    check.addIssue({ code: "custom", path: ["sha256"], message: "An artifact has its hash already. Leave it out." });
  }
}

export const Checkpoint = z.strictObject(checkpointFields).superRefine(refuseUnnamed);
export type Checkpoint = z.output<typeof Checkpoint>;

/** Where to go on from, as whoever is handed the trial learns it. */
export const HandedOutCheckpoint = z.object({
  step: Step,
  uri: Uri.meta({ description: "Where it is. Of an artifact: where to download it, with your key." }),
  sha256: Sha256.nullable(),
  artifact: ArtifactId.nullable().meta({ description: "Set where we keep it." }),
});
export type HandedOutCheckpoint = z.output<typeof HandedOutCheckpoint>;
