import pg from "pg";

/** A superuser's session, for what no operation of the product tells or does. */
export async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, application_name: "tellus-bench" });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
