import { z } from "zod";
import { operation } from "./operation";
import { Name, WorkspaceId } from "./primitives";

export const Workspace = z.object({ id: WorkspaceId, slug: z.string(), name: z.string() }).meta({ id: "Workspace" });
export type Workspace = z.infer<typeof Workspace>;

export const updateWorkspace = operation({
  id: "workspace.update",
  summary: "Rename the workspace; its address stays",
  kind: "mutation",
  scope: "workspace:write",
  input: z.strictObject({ name: Name }),
  output: Workspace,
  errors: ["not_found"],
});
