import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestWorkspaces, type TestWorkspaces } from "../services/testing/test-workspaces";
import { type CallApi, callApi } from "./testing/call-api";
import { RestartingApi } from "./testing/restarting-api";

let spaces: TestWorkspaces;
let one: RestartingApi;
let other: RestartingApi;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  one = await RestartingApi.open(spaces.database.urls);
  other = await one.another();
});
afterAll(async () => {
  await Promise.all([one.kill(), other.kill()]);
  await spaces.close();
});

interface Asked {
  readonly trials: readonly { readonly id: string; readonly attempt: number }[];
}

/** A study's life, written at one replica and read at another one right after each acknowledgement. */
async function live(write: CallApi, read: CallApi, loss: number): Promise<void> {
  const project = await write<{ id: string }>("POST", "/projects", { name: `project ${randomUUID()}` });
  const study = await write<{ id: string }>("POST", `/projects/${project.id}/studies`, {
    name: "read your writes",
    search_space: { x: { type: "float", low: 0, high: 1 } },
    objectives: [{ metric: "loss", direction: "minimize" }],
    sampler: { name: "random" },
  });
  expect(await read("GET", `/studies/${study.id}`)).toMatchObject({ name: "read your writes", state: "active" });

  const [trial] = (await write<Asked>("POST", `/studies/${study.id}/ask`, { wait_seconds: 10 })).trials;
  expect(await read("GET", `/trials/${trial?.id}`)).toMatchObject({ state: "running", attempt: 1 });
  await write("POST", `/trials/${trial?.id}/measurements`, { attempt: 1, steps: [{ step: 1, values: { loss: 9 } }] });
  expect(await read("GET", `/trials/${trial?.id}`)).toMatchObject({ measurements: [{ step: 1 }] });
  await write("POST", `/trials/${trial?.id}/tell`, { attempt: 1, state: "completed", values: { loss } });
  expect(await read("GET", `/studies/${study.id}/best`)).toMatchObject({ trial: { id: trial?.id } });

  await write("PATCH", `/studies/${study.id}`, { limits: { max_trials: 1 } });
  await expect(read("POST", `/studies/${study.id}/ask`, { wait_seconds: 5 })).rejects.toThrow("study_finished");
  await write("PATCH", `/studies/${study.id}`, { limits: { max_trials: 5 } });
  expect((await read<Asked>("POST", `/studies/${study.id}/ask`, { wait_seconds: 10 })).trials).toHaveLength(1);
  await write("POST", `/studies/${study.id}/stop`, {});
  await expect(read("POST", `/studies/${study.id}/ask`, {})).rejects.toThrow("study_finished");
}

test("R33 what one replica has acknowledged another one shows at once: studies, results, the best, limits, a stop", async () => {
  const calls = [callApi(one, spaces.one.key), callApi(other, spaces.one.key)] as const;
  for (let round = 0; round < 4; round += 1) {
    const [writer, reader] = round % 2 === 0 ? calls : ([calls[1], calls[0]] as const);
    await live(writer, reader, round);
  }
});
