import { afterAll, beforeAll, expect, test } from "vitest";
import { type TemporaryDatabase, temporaryDatabase } from "@/server/embedded/testing/temporary-database";
import { closePools, openPools, pools } from "./pools";

let database: TemporaryDatabase;
beforeAll(async () => {
  database = await temporaryDatabase();
});
afterAll(() => database.drop());

test("R22: a connection that comes back after the pools were closed is let go, and is no uncaught exception", async () => {
  openPools(database.urls, (error) => expect.unreachable(error.message));
  const client = await pools().auth.connect();
  const closed = closePools();
  expect((await client.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  expect(() => client.release()).not.toThrow();
  await closed;
});
