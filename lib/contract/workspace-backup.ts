import { z } from "zod";
import { operation } from "./operation";
import { Timestamp } from "./primitives";

/** A night's backup may be late by half a day; beyond, one is missing. */
export const BACKUP_OLD_HOURS = 36;

/** For pages of those who govern a workspace. */
export const readBackup = operation({
  id: "workspace.backup",
  summary: "Whether the embedded database has gone without a backup for too long",
  kind: "query",
  scope: "workspace:write",
  input: z.strictObject({}),
  output: z.object({
    overdue: z
      .object({ last_at: Timestamp.nullable().meta({ description: "When the last one ended; null: there is none." }) })
      .nullable()
      .meta({
        description: `Null while all is well: a backup ended in the last ${BACKUP_OLD_HOURS} hours, the database is younger, or it is one of the operator's own.`,
      }),
  }),
  errors: [],
});
