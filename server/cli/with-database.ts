import { closePools } from "@/server/db/pools";
import { env } from "@/server/env";
import { openDatabase } from "@/server/open-database";
import { complain } from "./print";

/** Runs a command with the database open: the server's when one runs, otherwise started for the while. */
export async function withDatabase(work: () => Promise<void>): Promise<void> {
  const database = await openDatabase({
    env: env(),
    log: complain,
    onConnectionError: (error) => complain(error.message),
  });
  try {
    await work();
  } finally {
    await closePools();
    await database.embedded?.stop();
  }
}
