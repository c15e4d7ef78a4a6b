import { describe, expect, it } from "vitest";
import { BUSY, FINISHED, given, handedOut, nothingYet, problem } from "./testing/scripted-server.ts";
import { distinct, inHand, scriptedStudy } from "./testing/scripted-study.ts";

describe("an ask", () => {
  it("has one key until it is answered, and the next has another", async () => {
    const { server, study } = await scriptedStudy((scripted) =>
      scripted.on("POST ask", BUSY, "cut", nothingYet("computing", 0), given(handedOut(1)), FINISHED),
    );
    await (await study.ask())?.tell({ loss: 1 });
    expect(await study.ask()).toBeNull();
    const asks = server.sent("POST ask");
    expect(distinct(asks.slice(0, 4), ({ key }) => key).size).toBe(1);
    expect(asks[4]?.key).not.toBe(asks[0]?.key);
    expect(study.finishedBecause).toBe("budget");
  });

  it("whose trial went to somebody else while its answer was lost asks anew under another key", async () => {
    const { server, study } = await scriptedStudy((scripted) =>
      scripted.on("POST ask", "cut", problem(409, "lease_lost"), given(handedOut(1))),
    );
    expect((await study.ask())?.number).toBe(1);
    expect(distinct(server.sent("POST ask"), ({ key }) => key).size).toBe(2);
  });

  it("that is refused throws, for nothing is being trained", async () => {
    const { study } = await scriptedStudy((scripted) => scripted.on("POST ask", problem(404, "not_found")));
    await expect(study.ask()).rejects.toMatchObject({ code: "not_found" });
  });

  it("ends with null when its signal aborts while it waits", async () => {
    const { study } = await scriptedStudy((scripted) => scripted.on("POST ask", nothingYet("paused", 30)));
    const asked = study.ask({ signal: AbortSignal.timeout(100) });
    expect(await asked).toBeNull();
  });
});

describe("what cannot be meant", () => {
  it("is said where it is written, before anything is sent", async () => {
    const { server, trial } = await inHand();
    await expect(trial.report(0, { loss: 1 })).rejects.toThrow("A step must be a whole number from 1, not 0");
    await expect(trial.report(1, { loss: "low" as unknown as number })).rejects.toThrow(
      "loss must be a number, not low",
    );
    await expect(trial.tell({ loss: undefined as unknown as number })).rejects.toThrow("loss must be a number");
    expect(server.sent("POST measurements")).toEqual([]);
    expect(await trial.tell({ loss: 1 })).toEqual({ kind: "told", state: "completed" });
  });
});
