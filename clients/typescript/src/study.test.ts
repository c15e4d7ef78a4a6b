import { describe, expect, expectTypeOf, it } from "vitest";
import { FINISHED, given, handedOut, nothingYet, problem } from "./testing/scripted-server.ts";
import { STUDY_ID, scriptedStudy } from "./testing/scripted-study.ts";

const two = [given(handedOut(1)), given(handedOut(2)), FINISHED] as const;
const many = Array.from({ length: 9 }, (_, index) => given(handedOut(index + 1)));

describe("for await of study.trials", () => {
  it("gives trials one after the other until the study is finished, all to one worker", async () => {
    const { server, study } = await scriptedStudy((scripted) =>
      scripted.on("POST ask", nothingYet("computing", 0), ...two),
    );
    const numbers: number[] = [];
    for await (const trial of study.trials()) {
      numbers.push(trial.number);
      await trial.tell({ loss: trial.assignments.x });
    }
    expect(numbers).toEqual([1, 2]);
    const workers = new Set(server.sent("POST ask").map(({ body }) => (body as { worker_id: string }).worker_id));
    expect([...workers]).toEqual([expect.stringMatching(/^[\x21-\x7e]{1,200}$/)]);
  });

  it("ends after the number that was wanted", async () => {
    const { server, study } = await scriptedStudy((scripted) => scripted.on("POST ask", ...many));
    for await (const trial of study.trials(3)) await trial.tell({ loss: 1 });
    expect(server.sent("POST tell")).toHaveLength(3);
    expect(server.sent("POST ask")).toHaveLength(3);
  });

  it("gives the trial back when it is left, by break or by an exception", async () => {
    const { server, study } = await scriptedStudy((scripted) => scripted.on("POST ask", ...many));
    for await (const _trial of study.trials()) break;
    const throwing = async (): Promise<void> => {
      for await (const _trial of study.trials()) throw new Error("mine");
    };
    await expect(throwing()).rejects.toThrow("mine");
    expect(server.sent("POST release").map(({ path }) => path.split("/")[4])).toEqual([
      handedOut(1).id,
      handedOut(2).id,
    ]);
  });

  it("says so when a trial was forgotten, rather than being handed the same one for ever", async () => {
    const { server, study } = await scriptedStudy((scripted) => scripted.on("POST ask", ...many));
    const forgetful = async (): Promise<void> => {
      for await (const _trial of study.trials());
    };
    await expect(forgetful()).rejects.toThrow("Trial 1 was neither told nor released");
    expect(server.sent("POST release")).toHaveLength(1);
  });

  it("goes on with the next trial when one is lost", async () => {
    const { server, study } = await scriptedStudy((scripted) =>
      scripted
        .on("POST ask", ...two)
        .on("POST measurements", problem(409, "lease_lost"), problem(409, "state_conflict")),
    );
    const verdicts: string[] = [];
    for await (const trial of study.trials()) verdicts.push(await trial.report(1, { loss: 1 }));
    expect(verdicts).toEqual(["lost", "lost"]);
    expect(server.sent("POST release")).toEqual([]);
  });

  it("ends when its signal aborts, and gives the trial in hand back", async () => {
    const { server, study } = await scriptedStudy((scripted) => scripted.on("POST ask", ...many));
    const leaving = new AbortController();
    for await (const _trial of study.trials(9, { signal: leaving.signal })) leaving.abort();
    expect(server.sent("POST release")).toHaveLength(1);
    expect(server.sent("POST ask")).toHaveLength(1);
  });
});

describe("study.run", () => {
  it("tells what the objective gives, and says how many trials there were", async () => {
    const { server, study } = await scriptedStudy((scripted) => scripted.on("POST ask", ...two));
    expect(await study.run(({ number }) => ({ loss: number }))).toBe(2);
    expect(server.sent("POST tell").map(({ body }) => body)).toMatchObject([
      { values: { loss: 1 } },
      { values: { loss: 2 } },
    ]);
  });

  it("tells an exception as failed, with its reason, and goes on", async () => {
    const { server, study, log } = await scriptedStudy((scripted) => scripted.on("POST ask", ...two));
    await study.run(({ number }) => {
      if (number === 1) throw new RangeError("out of memory");
      return { loss: 1 };
    });
    expect(server.sent("POST tell").map(({ body }) => body)).toMatchObject([
      { state: "failed", reason: "RangeError: out of memory" },
      { state: "completed" },
    ]);
    expect(log).toEqual(["Trial 1 is told as failed: RangeError: out of memory"]);
  });

  it("throws what was thrown ten times in a row: that is the program, not the assignments", async () => {
    const { server, study } = await scriptedStudy((scripted) => scripted.on("POST ask", ...many, ...many));
    const broken = study.run(() => {
      throw new Error("no such file");
    });
    await expect(broken).rejects.toThrow("no such file");
    expect(server.sent("POST tell")).toHaveLength(10);
  });

  it("throws when a metric is missing, and gives the trial back", async () => {
    const { server, study } = await scriptedStudy((scripted) =>
      scripted.on("POST ask", ...two).on("POST tell", problem(422, "invalid_observation")),
    );
    await expect(study.run(() => ({ los: 1 }))).rejects.toMatchObject({ code: "invalid_observation" });
    expect(server.sent("POST release")).toHaveLength(1);
  });

  it("leaves alone what the objective has told or given back by itself", async () => {
    const { server, study } = await scriptedStudy((scripted) => scripted.on("POST ask", ...two));
    await study.run(async (trial) => {
      if (trial.number === 1) await trial.infeasible("it does not fit");
      else await trial.release();
      return undefined;
    });
    expect(server.sent("POST tell").map(({ body }) => body)).toMatchObject([{ state: "infeasible" }]);
    expect(server.sent("POST release")).toHaveLength(1);
  });
});

describe("tellus.study", () => {
  it("opens project and study by name, and knows the assignments' types from the search space", async () => {
    const { server, tellus } = await scriptedStudy((scripted) =>
      scripted
        .on("POST projects", { status: 201, body: { id: "prj_1" } })
        .on("POST studies", { status: 201, body: { id: STUDY_ID } })
        .on("POST ask", given(handedOut(1))),
    );
    const study = await tellus.study({
      project: "examples",
      name: "types",
      search_space: {
        lr: { type: "float", low: 1e-5, high: 0.1, scale: "log" },
        optimizer: { type: "categorical", choices: ["sgd", "adam"] },
        momentum: { type: "float", low: 0, high: 0.99, when: { optimizer: "sgd" } },
        batch: { type: "ordinal", values: [32, 64] },
        amp: { type: "bool" },
      },
      objectives: [{ metric: "loss", direction: "minimize" }],
    });
    const trial = await study.ask();
    type Assignments = NonNullable<typeof trial>["assignments"];
    expectTypeOf<Assignments["lr"]>().toEqualTypeOf<number>();
    expectTypeOf<Assignments["optimizer"]>().toEqualTypeOf<"sgd" | "adam">();
    expectTypeOf<Assignments["momentum"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Assignments["batch"]>().toEqualTypeOf<32 | 64>();
    expectTypeOf<Assignments["amp"]>().toEqualTypeOf<boolean>();
    expect(server.sent("POST studies")[0]).toMatchObject({
      path: "/api/v1/projects/prj_1/studies?if_exists=return",
      body: { name: "types", search_space: { amp: { type: "bool" } } },
    });
  });
});
