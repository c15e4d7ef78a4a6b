import { afterAll, beforeAll, expect, test } from "vitest";
import { createStudy } from "../study/create-study";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { createProject } from "./create-project";
import { deleteProject } from "./delete-project";

let spaces: TestWorkspaces;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
});
afterAll(() => spaces.close());

test("S3 a project deleted while studies are created in it: either it is gone, or it holds them, and each is told which", async () => {
  const { owner } = spaces.one;
  for (let round = 0; round < 30; round += 1) {
    const { output: project } = await createProject.run(owner, { name: `round ${round}` });
    const study = {
      project_id: project.id,
      search_space: { x: { type: "float", low: 0, high: 1 } },
      objectives: [{ metric: "loss", direction: "minimize" }],
      sampler: { name: "random" },
    };
    const [deleted, ...created] = await Promise.allSettled([
      deleteProject.run(owner, { project_id: project.id }),
      createStudy.run(owner, { ...study, name: "one" }),
      createStudy.run(owner, { ...study, name: "two" }),
    ]);
    for (const outcome of created) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "not_found" });
    }
    const held = created.filter(({ status }) => status === "fulfilled").length;
    if (deleted.status === "rejected") expect(deleted.reason).toMatchObject({ code: "state_conflict" });
    expect(held > 0).toBe(deleted.status === "rejected");
  }
});
