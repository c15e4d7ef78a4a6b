import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import pg from "pg";
import { expect, test } from "vitest";
import { prepareDatabase } from "./prepare-database";
import { startEmbeddedDatabase } from "./start-embedded-database";
import { inDatabase } from "./testing/temporary-database";
import { temporaryDirectory } from "./testing/test-cluster";

const password = (): string => randomBytes(16).toString("hex");

test("R25 processes that start on an empty cluster at once all find the database made", async () => {
  const directory = await temporaryDirectory();
  const embedded = await startEmbeddedDatabase({ directory, log: () => undefined, durable: false, freeBytesMin: 0 });
  const admin = new pg.Client({ connectionString: inDatabase(embedded.adminUrl, "postgres") });
  try {
    await admin.connect();
    const credentials = {
      tellus_admin: new URL(embedded.adminUrl).password,
      tellus_owner: password(),
      tellus_app: password(),
      tellus_system: password(),
    };
    for (let round = 0; round < 5; round += 1) {
      await admin.query("drop database tellus with (force)");
      const urlOf = (role: string, database = "tellus") => {
        const url = new URL(inDatabase(embedded.adminUrl, database));
        url.username = role;
        return url.toString();
      };
      await Promise.all(Array.from({ length: 6 }, () => prepareDatabase({ urlOf, credentials })));
    }
    const { rows } = await admin.query("select from pg_database where datname = 'tellus'");
    expect(rows).toHaveLength(1);
  } finally {
    await admin.end();
    await embedded.stop();
    await rm(directory, { recursive: true, force: true });
  }
});
