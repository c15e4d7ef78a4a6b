import { describe, expect, it } from "vitest";
import { RefusedError } from "./errors.ts";
import { BUSY, FINISHED, given, handedOut, problem, VERDICT } from "./testing/scripted-server.ts";
import { distinct, inHand, scriptedStudy, stepsOf, until } from "./testing/scripted-study.ts";

describe("a request", () => {
  it("is repeated with the same body and the same key after 503, a cut connection and a hanging answer", async () => {
    const { server, trial } = await inHand(
      (scripted) => scripted.on("POST tell", BUSY, "cut", "hang", { status: 200, body: { state: "completed" } }),
      {
        requestTimeoutMs: 200,
        answerWaitMs: 20_000,
      },
    );
    expect(await trial.tell({ loss: 1 })).toEqual({ kind: "told", state: "completed" });
    const tells = server.sent("POST tell");
    expect(tells).toHaveLength(4);
    expect(distinct(tells, ({ key, body }) => [key, body]).size).toBe(1);
    expect(tells[0]?.key).toMatch(/^[\x21-\x7e]{1,255}$/);
    expect(tells[0]?.authorization).toBe("Bearer tellus_test_secret");
  });

  it.each([
    ["seconds", "1"],
    ["a date", () => new Date(Date.now() + 2000).toUTCString()],
  ])("is not repeated before Retry-After, given in %s, is over", async (_form, value) => {
    const retryAfter = typeof value === "string" ? value : value();
    const { server, trial } = await inHand(
      (scripted) =>
        scripted.on(
          "POST release",
          { status: 429, body: {}, headers: { "retry-after": retryAfter } },
          { status: 200, body: {} },
        ),
      { answerWaitMs: 5000 },
    );
    await trial.release();
    const [first, second] = server.sent("POST release");
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(950);
  });

  it("is repeated where somebody in between answered in place of the server", async () => {
    const { server, trial, log } = await inHand(
      (scripted) =>
        scripted.on(
          "POST tell",
          { status: 404, body: { message: "no route matched" } },
          { status: 403, body: "<h1>Blocked</h1>" },
          { status: 200, body: { state: "completed" } },
        ),
      { answerWaitMs: 20_000 },
    );
    expect(await trial.tell({ loss: 1 })).toEqual({ kind: "told", state: "completed" });
    expect(server.sent("POST tell")).toHaveLength(3);
    expect(log).toContainEqual(expect.stringContaining("answered 404, and is not Tellus"));
  });

  it("that fails a trial has a reason which can be stored, wherever it had to be cut", async () => {
    const { server, trial } = await inHand((scripted) =>
      scripted.on("POST tell", { status: 200, body: { state: "failed" } }),
    );
    await trial.fail(`\0 and ${"x".repeat(3993)}🤗`);
    const reason = Object(server.sent("POST tell")[0]?.body).reason as string;
    expect(reason).toHaveLength(4000);
    expect(reason).toMatch(/^\uFFFD and x+\uFFFD$/);
  });

  it("that is refused is not repeated, and the error names the field and what to do", async () => {
    const errors = [{ pointer: "/values", code: "missing_metric", detail: "Tell accuracy too." }];
    const { server, trial } = await inHand((scripted) =>
      scripted.on("POST tell", problem(422, "invalid_observation", { errors })),
    );
    const error: unknown = await trial.tell({ loss: 1 }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ status: 422, code: "invalid_observation", problem: { errors } });
    expect(String(error)).toContain("Do this.\n  /values: Tell accuracy too.");
    expect(String(error)).toContain("https://tellus.test/docs/errors/invalid_observation");
    expect(server.sent("POST tell")).toHaveLength(1);
  });

  it("can be made again with what was missing after it was refused", async () => {
    const { trial } = await inHand((scripted) =>
      scripted.on("POST tell", problem(422, "invalid_observation"), { status: 200, body: { state: "completed" } }),
    );
    await expect(trial.tell({ loss: 1 })).rejects.toThrow("Do this.");
    expect(trial.isOver).toBe(false);
    expect(await trial.tell({ accuracy: 1 })).toEqual({ kind: "told", state: "completed" });
  });

  it("that is sent on elsewhere says which address to use", async () => {
    const { tellus } = await scriptedStudy((server) =>
      server.on("GET projects", { status: 301, headers: { location: "https://tellus.test/" } }),
    );
    await expect(tellus.call("get", "/projects", {})).rejects.toThrow("https://tellus.test/");
  });

  it("gives up with the server's address and how long was tried when patience ends", async () => {
    const { tellus, server } = await scriptedStudy((scripted) => scripted.on("GET projects", BUSY), {
      patienceMs: 700,
    });
    await expect(tellus.call("get", "/projects", {})).rejects.toThrow("Tried for");
    expect(server.sent("GET projects").length).toBeGreaterThan(1);
  });

  it("carries NaN and infinities as text, for JSON has none", async () => {
    const { server, trial } = await inHand();
    await trial.report(1, { loss: Number.NaN, bound: Number.NEGATIVE_INFINITY, accuracy: 0.5 });
    await trial.tell({ loss: { value: Number.POSITIVE_INFINITY, n: 3 } });
    const [report, tell] = [server.sent("POST measurements")[0], server.sent("POST tell")[0]];
    expect(report?.body).toMatchObject({ steps: [{ values: { loss: "NaN", bound: "-Infinity", accuracy: 0.5 } }] });
    expect(tell?.body).toMatchObject({ values: { loss: { value: "Infinity", n: 3 } } });
  });
});

describe("reports that waited together", () => {
  it("are all stored but the one that is refused, which is put aside and said", async () => {
    let isAway = true;
    const refuses = (body: unknown): boolean => JSON.stringify(body).includes('"wrong"');
    const { server, trial, log } = await inHand(
      (scripted) =>
        scripted.on("POST measurements", ({ body }) =>
          isAway ? "cut" : refuses(body) ? problem(422, "invalid_input") : { status: 200, body: VERDICT },
        ),
      { answerWaitMs: 200 },
    );
    await trial.report(1, { loss: 1 });
    await trial.report(2, { wrong: 1 });
    await trial.report(3, { loss: 1 });
    isAway = false;
    await trial.tell({ loss: 1 });
    await until(() => server.sent("POST tell").length === 1);
    const stored = server.sent("POST measurements").filter(({ body }) => !refuses(body));
    expect([...new Set(stepsOf(stored))]).toEqual([1, 3]);
    expect(log).toContainEqual(expect.stringContaining("Tellus refused the report of step 2 of trial 1"));
  });
});

describe("while Tellus is away", () => {
  it("a report waits no longer than allowed, the next ones not at all, and all arrive in order when it is back", async () => {
    let isAway = true;
    const { server, trial, log } = await inHand(
      (scripted) => scripted.on("POST measurements", () => (isAway ? "hang" : { status: 200, body: VERDICT })),
      { answerWaitMs: 300, requestTimeoutMs: 400 },
    );
    const startedAt = performance.now();
    expect(await trial.report(1, { loss: 1 })).toBe("continue");
    expect(performance.now() - startedAt).toBeLessThan(1000);
    await until(() => log.length > 0);
    const awaySince = performance.now();
    for (let step = 2; step <= 50; step++) await trial.report(step, { loss: 1 / step });
    expect(performance.now() - awaySince).toBeLessThan(1000);
    isAway = false;
    await trial.tell({ loss: 0 });
    await until(() => server.sent("POST tell").length === 1);
    const steps = stepsOf(server.sent("POST measurements"));
    expect(steps.filter((step, index) => steps.indexOf(step) === index)).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
    expect(server.sent("POST measurements").length).toBeLessThan(10);
    expect(log).toEqual([expect.stringContaining("cannot be reached"), "Tellus is back."]);
  });

  it("a report waits no longer than until its first try has failed", async () => {
    const { trial } = await inHand((scripted) => scripted.on("POST measurements", BUSY), { answerWaitMs: 60_000 });
    const startedAt = performance.now();
    expect(await trial.report(1, { loss: 1 })).toBe("continue");
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });

  it("a result is kept, the program goes on, and it is told once Tellus is back", async () => {
    let isAway = true;
    const { server, trial } = await inHand(
      (scripted) => scripted.on("POST tell", () => (isAway ? "cut" : { status: 200, body: { state: "completed" } })),
      { answerWaitMs: 200 },
    );
    expect(await trial.tell({ loss: 1 })).toEqual({ kind: "kept" });
    isAway = false;
    const before = server.sent("POST tell").length;
    await until(() => server.sent("POST tell").length > before);
    expect(distinct(server.sent("POST tell"), ({ key, body }) => [key, body]).size).toBe(1);
  });

  it("nothing is asked for before what is still to be told has arrived: an ask would take the trial back", async () => {
    let isAway = true;
    const { server, trial, study } = await inHand(
      (scripted) => scripted.on("POST tell", () => (isAway ? "cut" : { status: 200, body: { state: "completed" } })),
      { answerWaitMs: 100 },
    );
    await trial.tell({ loss: 1 });
    const next = study.ask();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(server.sent("POST ask")).toHaveLength(1);
    isAway = false;
    expect(await next).toBeNull();
    expect(server.seen.map(({ path }) => path.split("/").at(-1)).slice(-2)).toEqual(["tell", "ask"]);
  });

  it("a checkpoint that cannot be uploaded is given up within the wait, and training goes on", async () => {
    const { trial, log } = await inHand((scripted) => scripted.on("POST artifacts", "cut"), { answerWaitMs: 300 });
    expect(await trial.checkpoint(1, { bytes: new Uint8Array(8) })).toBe(false);
    expect(await trial.checkpoint(2, { bytes: new Uint8Array(8) })).toBe(false);
    expect(log.filter((line) => line.includes("was not kept"))).toHaveLength(1);
    expect(trial.verdict).toBe("continue");
  });
});

describe("a key that is not valid any more", () => {
  it("leaves results to the next client with one that is, which sends them before it asks", async () => {
    const first = await inHand((scripted) => scripted.on("POST tell", problem(401, "unauthenticated")));
    expect(await first.trial.tell({ loss: 0.5 })).toEqual({ kind: "kept" });
    expect(first.log).toEqual([expect.stringContaining("kept for a later process")]);
    await first.tellus.close();
    const next = await scriptedStudy(() => undefined, { spool: first.spool, apiKey: "tellus_test_renewed" });
    expect(await next.study.ask()).toBeNull();
    expect(next.server.seen.map(({ path }) => path.split("/").at(-1))).toEqual(["me", "tell", "ask"]);
    const [refused, taken] = [first.server.sent("POST tell")[0], next.server.sent("POST tell")[0]];
    expect([taken?.key, taken?.body]).toEqual([refused?.key, refused?.body]);
    expect(taken?.authorization).toBe("Bearer tellus_test_renewed");
  });
});

describe("a lease", () => {
  it("is kept by heartbeats in the background, whose verdict the next look shows", async () => {
    const soon = { expires_in_s: 1, heartbeat_every_s: 0.05 };
    const { server, trial } = await inHand((scripted) =>
      scripted
        .on("POST ask", given(handedOut(1, { lease: soon })), FINISHED)
        .on("POST heartbeat", { status: 200, body: { ...VERDICT, lease: soon } }, BUSY, {
          status: 200,
          body: { ...VERDICT, verdict: "stop", target: 7, lease: soon },
        }),
    );
    expect(trial.signal.aborted).toBe(false);
    await until(() => trial.verdict === "stop");
    expect([trial.signal.aborted, trial.target]).toEqual([true, 7]);
    await trial.release();
    const beats = server.sent("POST heartbeat").length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(server.sent("POST heartbeat")).toHaveLength(beats);
  });

  it("that is lost is said once; reports end, and nothing that was broken off is told", async () => {
    const { server, trial, log } = await inHand((scripted) =>
      scripted.on("POST measurements", problem(409, "lease_lost")),
    );
    expect(await trial.report(1, { loss: 1 })).toBe("lost");
    expect(await trial.report(2, { loss: 1 })).toBe("lost");
    expect(await trial.tell({ loss: 1 })).toMatchObject({ kind: "lost" });
    expect(server.sent("POST measurements")).toHaveLength(1);
    expect(server.sent("POST tell")).toHaveLength(0);
    expect(log).toEqual([expect.stringContaining("Trial 1 is no longer ours")]);
  });

  it("that is lost unheard does not keep a complete result from being told", async () => {
    const soon = { expires_in_s: 1, heartbeat_every_s: 0.03 };
    const { trial, log } = await inHand((scripted) =>
      scripted
        .on("POST ask", given(handedOut(1, { lease: soon })), FINISHED)
        .on("POST heartbeat", problem(409, "lease_lost")),
    );
    await until(() => trial.isLost);
    expect(await trial.tell({ loss: 1 })).toEqual({ kind: "told", state: "completed" });
    expect(log).toHaveLength(1);
  });

  it("whose trial somebody else told leaves the result in a file that is named", async () => {
    const { trial, log, spool } = await inHand((scripted) => scripted.on("POST tell", problem(409, "already_told")));
    expect(await trial.tell({ loss: 0.25 })).toMatchObject({ kind: "lost", error: { code: "already_told" } });
    expect(log).toEqual([expect.stringContaining(spool)]);
  });
});
