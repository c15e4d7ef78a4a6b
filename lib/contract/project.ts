import { z } from "zod";
import { operation } from "./operation";
import { Cursor, Name, PageLimit, ProjectId, page, Text, Timestamp } from "./primitives";

export const Project = z
  .object({
    id: ProjectId,
    name: z.string(),
    description: z.string(),
    study_count: z.int(),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: "Project" });
export type Project = z.infer<typeof Project>;

export const listProjects = operation({
  id: "project.list",
  summary: "The projects of the workspace, newest first",
  kind: "query",
  scope: "project:read",
  input: z.strictObject({
    limit: PageLimit,
    cursor: Cursor.optional(),
    name: Name.optional().meta({ description: "Only the project of exactly this name." }),
  }),
  output: page(Project),
  errors: [],
  rest: { method: "GET", path: "/projects", status: 200 },
});

export const createProject = operation({
  id: "project.create",
  summary: "Create a project; `if_exists=return` gives the one that has the name",
  kind: "mutation",
  scope: "project:write",
  input: z.strictObject({
    name: Name,
    description: Text.default(""),
    if_exists: z.enum(["fail", "return"]).default("fail"),
  }),
  output: Project,
  errors: ["name_taken"],
  rest: { method: "POST", path: "/projects", status: 201, query: ["if_exists"] },
});

export const readProject = operation({
  id: "project.read",
  summary: "One project",
  kind: "query",
  scope: "project:read",
  input: z.strictObject({ project_id: ProjectId }),
  output: Project,
  errors: ["not_found"],
  rest: { method: "GET", path: "/projects/{project_id}", status: 200 },
});

export const updateProject = operation({
  id: "project.update",
  summary: "Change a project's name or description",
  kind: "mutation",
  scope: "project:write",
  input: z.strictObject({ project_id: ProjectId, name: Name.optional(), description: Text.optional() }),
  output: Project,
  errors: ["not_found", "name_taken"],
  rest: { method: "PATCH", path: "/projects/{project_id}", status: 200 },
});

export const deleteProject = operation({
  id: "project.delete",
  summary: "Delete a project that holds no studies",
  kind: "mutation",
  scope: "project:write",
  input: z.strictObject({ project_id: ProjectId }),
  output: z.object({ id: ProjectId, deleted: z.literal(true) }),
  errors: ["not_found", "state_conflict"],
  rest: { method: "DELETE", path: "/projects/{project_id}", status: 200 },
});
