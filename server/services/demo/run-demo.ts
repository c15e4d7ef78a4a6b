import * as contract from "@/lib/contract/demo";
import type { Study } from "@/lib/contract/study";
import type { Context } from "@/server/kernel/context";
import { hotService } from "@/server/kernel/service";
import { createProject } from "../project/create-project";
import { createStudy } from "../study/create-study";
import { requireRoomForDemo, startDemoRun } from "./demo-runner";
import { demoStudy } from "./demo-study";

const NAME = "Demo: small network";

/**
 * Each step is a whole write that opens what is there already, so a request that is repeated does nothing twice; the
 * work itself goes on after the answer.
 */
export const runDemo = hotService(contract.runDemo, async (context, { again }) => {
  requireRoomForDemo();
  const { output: project } = await createProject.run(context, {
    name: contract.DEMO_PROJECT_NAME,
    description: "Made by Tellus to try things out. Everything in it may be deleted.",
    if_exists: "return",
  });
  const study = await openDemoStudy(context, { projectId: project.id, name: again ? `${NAME} ${stamp()}` : NAME });
  startDemoRun(context, study.id);
  return { output: study, replayed: false };
});

interface DemoAddress {
  readonly projectId: string;
  readonly name: string;
}

async function openDemoStudy(context: Context, { projectId, name }: DemoAddress): Promise<Study> {
  const { output } = await createStudy.run(context, { ...demoStudy, project_id: projectId, name, if_exists: "return" });
  return output;
}

/** Tells demo studies apart for people; the database decides about names. */
function stamp(): string {
  return new Date().toISOString().slice(0, 19).replace("T", " ");
}
