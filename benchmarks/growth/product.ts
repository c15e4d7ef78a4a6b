import path from "node:path";
import { ownerContext } from "@/server/cli/operator";
import { closePools, systemPool } from "@/server/db/pools";
import { closeEngineHost, openEngineHost } from "@/server/engine-host/pool";
import { readEnv } from "@/server/env";
import type { Context } from "@/server/kernel/context";
import { newId, toUuid } from "@/server/kernel/ids";
import { openDatabase } from "@/server/open-database";
import { createProject } from "@/server/services/project/create-project";
import { createStudy } from "@/server/services/study/create-study";
import { SEEDED_STUDY } from "../dashboard/seed-study";

/** The services over an embedded database as durable as in production, with one empty study. */
export interface Product {
  readonly adminUrl: string;
  readonly context: Context;
  readonly workspaceId: string;
  readonly studyId: string;
  readonly uuid: string;
  readonly stop: () => Promise<void>;
}

export async function openProduct(dataDirectory: string): Promise<Product> {
  const env = readEnv({ TELLUS_DATA: dataDirectory, TELLUS_BACKUP: "off" });
  const database = await openDatabase({ env, log: () => undefined, onConnectionError: () => undefined });
  const { embedded } = database;
  if (embedded === undefined) throw new Error("no embedded database");
  openEngineHost({ workerFile: path.resolve(".build/engine-worker.mjs"), threads: 1 });
  const [workspaceId, personId] = [newId(), newId()];
  await systemPool().query(
    "insert into person (id, email, email_key, name) values ($1, 'a@tellus.example', 'a@tellus.example', 'A')",
    [personId],
  );
  await systemPool().query("insert into workspace (id, slug, name) values ($1, 'growth', 'Growth')", [workspaceId]);
  await systemPool().query("insert into membership (workspace_id, person_id, role) values ($1, $2, 'owner')", [
    workspaceId,
    personId,
  ]);
  const context = ownerContext({ workspaceId, personId, name: "A" });
  const { output: project } = await createProject.run(context, { name: "growth" });
  const { output: study } = await createStudy.run(context, {
    ...SEEDED_STUDY,
    project_id: project.id,
    name: "growth",
    limits: { max_trials: 1_000_000 },
  });
  return {
    adminUrl: embedded.adminUrl,
    context,
    workspaceId,
    studyId: study.id,
    uuid: toUuid(study.id),
    stop: () => embedded.stop(),
  };
}

export async function closeProduct({ stop }: Product): Promise<void> {
  await closeEngineHost();
  await closePools();
  await stop();
}
