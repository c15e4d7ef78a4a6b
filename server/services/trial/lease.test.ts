import { expect, test } from "vitest";
import { operations } from "@/lib/contract/operations";
import { leaseRefusal } from "./lease";

/** What can be refused under an attempt, which is whatever takes one. */
const underAnAttempt = operations.filter(({ input }) => "shape" in input && "attempt" in input.shape);

test.each(underAnAttempt.map((operation) => [operation.id, operation] as const))(
  "%s declares every refusal of a write under an attempt",
  (_id, { errors }) => {
    const refusals = [{ kind: "not_found" }, { kind: "lease_lost" }, { kind: "ended", state: "completed" }] as const;
    expect(errors).toEqual(expect.arrayContaining(refusals.map((refusal) => leaseRefusal(refusal).code)));
  },
);

test("files, measurements, checkpoints, heartbeats, tells, releases, what an outside sampler records and what it asks of ours are such writes", () => {
  expect(underAnAttempt.map(({ id }) => id).sort()).toEqual([
    "artifact.create",
    "artifact.delete",
    "trial.checkpoint",
    "trial.heartbeat",
    "trial.measure",
    "trial.record",
    "trial.release",
    "trial.suggest",
    "trial.tell",
  ]);
});
