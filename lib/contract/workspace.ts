import { z } from "zod";
import { operation } from "./operation";
import { Name, WorkspaceId } from "./primitives";

export const Workspace = z.object({ id: WorkspaceId, slug: z.string(), name: z.string() }).meta({ id: "Workspace" });
export type Workspace = z.infer<typeof Workspace>;

export const updateWorkspace = operation({
  id: "workspace.update",
  summary: "Rename the workspace, or give its files a quota of their own; its address stays",
  kind: "mutation",
  scope: "workspace:write",
  input: z
    .strictObject({
      name: Name.optional(),
      artifact_quota_bytes: z
        .int()
        .min(0)
        .nullable()
        .optional()
        .meta({ description: "All files of its trials together; null: what the installation says." }),
    })
    .refine((change) => Object.keys(change).length > 0, "Say what is to change."),
  output: Workspace,
  errors: ["not_found"],
});
