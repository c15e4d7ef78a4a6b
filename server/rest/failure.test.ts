import { describe, expect, it } from "vitest";
import { AppError } from "@/server/kernel/app-error";
import { toAppError } from "./failure";

const withCode = (code: string) => Object.assign(new Error("x"), { code });

describe("toAppError", () => {
  it.each<[string, unknown]>([
    ["a refused connection", withCode("ECONNREFUSED")],
    ["every address refused", new AggregateError([withCode("ECONNREFUSED"), withCode("ECONNREFUSED")], "all refused")],
    ["an administrator's shutdown", withCode("57P01")],
    ["a database that starts", withCode("57P03")],
    ["too many connections", withCode("53300")],
    ["a full disk", withCode("53100")],
    ["a broken connection", withCode("08006")],
    ["a statement that timed out", withCode("57014")],
    ["a lost race", withCode("40001")],
    ["a read-only standby", withCode("25006")],
    ["a pool without a free connection", new Error("timeout exceeded when trying to connect")],
    ["a connection that ended", new Error("Connection terminated unexpectedly")],
    ["Prisma that cannot reach the database", withCode("P1001")],
    [
      "Prisma's raw query over its adapter",
      Object.assign(withCode("P2010"), {
        meta: { driverAdapterError: { cause: { kind: "postgres", originalCode: "57P01" } } },
      }),
    ],
    ["Prisma's adapter error", Object.assign(new Error("adapter"), { cause: { kind: "DatabaseNotReachable" } })],
    ["one wrapped twice", new Error("a", { cause: new Error("b", { cause: withCode("ECONNRESET") }) })],
  ])("makes %s a 503 with Retry-After", (_name, error) => {
    expect(toAppError(error)).toMatchObject({ code: "unavailable", status: 503, retryAfterSeconds: 2 });
  });

  it.each<[string, unknown]>([
    ["a defect", new TypeError("x is not a function")],
    ["a unique violation nobody expected", withCode("23505")],
    ["a thrown text", "something"],
    ["nothing at all", undefined],
    [
      "a cause that is its own cause",
      (() => {
        const error = new Error("loop");
        error.cause = error;
        return error;
      })(),
    ],
  ])("makes %s a 500 that says nothing of it and keeps the cause", (_name, error) => {
    const failure = toAppError(error);
    expect(failure).toMatchObject({ code: "internal", status: 500, cause: error });
    expect(failure.message).not.toMatch(/function|loop|something:/);
  });

  it("leaves refusals as they are", () => {
    const refusal = new AppError("lease_lost", "Ask again.");
    expect(toAppError(refusal)).toBe(refusal);
  });
});
