import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Ledger, readLedger } from "./ledger";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ledger-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("an entry is in the file when its note returns, also of many at once and while others are flushed", async () => {
  const ledger = await Ledger.open(path.join(folder, "book"));
  const note = async (step: number): Promise<void> => {
    const entry = { kind: "beat", sentAt: 1, worker: "w", trial: "trl_a", attempt: step } as const;
    await ledger.note(entry);
    const written = await readLedger(ledger.file);
    expect(written).toContainEqual(expect.objectContaining(entry));
  };
  const first = Promise.all(Array.from({ length: 20 }, (_, step) => note(step + 1)));
  await note(21);
  await first;
  await ledger.close();
  expect(await readLedger(ledger.file)).toHaveLength(21);
});
