import { mkdtemp, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { assertPortFree } from "./assert-port-free";
import { loadSecret } from "./auth/load-secret";
import { DatabaseSetupError } from "./db/database-setup-error";
import { readEnv } from "./env";
import { startFailure } from "./start-failure";

const failureOf = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return startFailure(error);
  }
  return "nothing failed";
};

it("says which variable is wrong, without a stack", async () => {
  expect(await failureOf(() => readEnv({ PORT: "abc" }))).toEqual({
    message: expect.stringContaining("PORT: "),
    unforeseen: false,
  });
  expect(await failureOf(() => readEnv({ TELLUS_SIGNUP: "domain" }))).toMatchObject({ unforeseen: false });
  expect(startFailure(new DatabaseSetupError("Correct DATABASE_URL."))).toEqual({
    message: "Tellus could not start: Correct DATABASE_URL.",
    unforeseen: false,
  });
});

it("says that the port is taken, before anything else was begun", async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
  const address = holder.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const taken = { message: expect.stringContaining("PORT=3001 npm start"), unforeseen: false };
  expect(await failureOf(() => assertPortFree({ port, host: "127.0.0.1" }))).toEqual(taken);
  await new Promise((resolve) => holder.close(resolve));
  expect(await failureOf(() => assertPortFree({ port, host: "127.0.0.1" }))).toBe("nothing failed");
});

it("says that the data directory cannot be used, and what to do", async () => {
  const file = path.join(await mkdtemp(path.join(tmpdir(), "tellus-start-")), "file");
  await writeFile(file, "");
  for (const directory of [file, path.join(file, "below")]) {
    expect(await failureOf(() => loadSecret({ given: undefined, directory }))).toEqual({
      message: expect.stringMatching(/data directory.*TELLUS_DATA=/),
      unforeseen: false,
    });
  }
});

it("keeps the stack of what nobody foresaw", () => {
  expect(startFailure(new TypeError("x is not a function"))).toEqual({
    message: "Tellus could not start: x is not a function",
    unforeseen: true,
  });
});
