import { afterAll, beforeAll, expect, test } from "vitest";
import type { Context } from "@/server/kernel/context";
import { drawn, externalClient } from "../testing/external-client";
import { leaseClock } from "../testing/lease-clock";
import { runService } from "../testing/run-service";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { readTrial } from "./read-trial";
import { releaseTrial } from "./release-trial";

let spaces: TestWorkspaces;
let client: ReturnType<typeof externalClient>;
beforeAll(async () => {
  spaces = await openTestWorkspaces();
  client = externalClient(spaces.one.owner);
});
afterAll(() => spaces.close());

/** Something to learn from. */
const ENDED = { state: "completed", assignments: { x: drawn(0.5) }, values: { loss: 1 } } as const;

const originOf = async (trial_id: string) =>
  (await runService({ service: readTrial, context: spaces.one.owner, input: { trial_id } })).origin;

test("R7 R9 answers who holds the trial, and nobody else", async () => {
  const study = await client.external();
  const context = spaces.one.owner;
  const [, running] = await client.make(study, [ENDED, {}]);
  if (running === undefined) throw new Error("no trial was made");
  await expect(client.suggest({ ...running, attempt: 2 })).rejects.toMatchObject({ code: "lease_lost" });
  await runService({ service: releaseTrial, context, input: { trial_id: running.id, attempt: 1 } });
  await expect(client.suggest(running)).rejects.toMatchObject({ code: "state_conflict", extra: { state: "queued" } });
  const again = await client.start(running.id);
  await expect(client.suggest(running)).rejects.toMatchObject({ code: "lease_lost" });
  expect(await client.suggest(again)).toMatchObject({ reason: null });
  await client.driver.tell(again);
  await expect(client.suggest(again)).rejects.toMatchObject({ code: "state_conflict", extra: { state: "completed" } });
  const asked = await client.driver.askOne(await client.driver.createStudy());
  await expect(client.suggest(asked)).rejects.toMatchObject({ code: "state_conflict" });
  await expect(client.suggest({ id: study.id.replace("std", "trl"), attempt: 1 })).rejects.toMatchObject({
    code: "not_found",
  });
});

/** A context in which the trial is given to somebody else while the engine computes; `fenced`: the attempt is compared. */
function robbed(trial: { readonly id: string }, { fenced }: { readonly fenced: boolean }): Context {
  const { owner } = spaces.one;
  const { db } = owner;
  const suggestTrials: typeof db.suggestTrials = async (query) => {
    const rows = await db.suggestTrials(query);
    await leaseClock(spaces).expireAndReap(trial.id);
    await client.start(trial.id);
    return rows;
  };
  const transaction: typeof db.transaction = (work) =>
    db.transaction((tx) => {
      const { noteOrigin } = tx.externalTrials;
      const unfenced: typeof noteOrigin = (note) => noteOrigin({ ...note, attempt: 2 });
      return work(fenced ? tx : { ...tx, externalTrials: { ...tx.externalTrials, noteOrigin: unfenced } });
    });
  return { ...owner, db: { ...db, suggestTrials, transaction } };
}

test("R7 whoever lost the trial while the engine computed is told so, and leaves no trace", async () => {
  const study = await client.external({ limits: { max_retries: 1 } });
  const [, running] = await client.make(study, [ENDED, {}]);
  if (running === undefined) throw new Error("no trial was made");
  const late = client.suggest(running, {}, robbed(running, { fenced: true }));
  await expect(late).rejects.toMatchObject({ code: "lease_lost" });
  expect(await originOf(running.id)).toEqual({ sampler: "external" });
});

test("control: without that fence the outdated holder's suggestion is noted with the new holder's trial", async () => {
  const study = await client.external({ limits: { max_retries: 1 } });
  const [, running] = await client.make(study, [ENDED, {}]);
  if (running === undefined) throw new Error("no trial was made");
  await client.suggest(running, {}, robbed(running, { fenced: false }));
  expect(await originOf(running.id)).toMatchObject({ suggested: { attempt: 1 } });
});
