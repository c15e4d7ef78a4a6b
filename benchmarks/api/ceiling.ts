import pg from "pg";
import type { Cycle } from "./measure-rate";

/** More rows than anybody has keys: the look-up is one of an index, as a server's is. */
const TOKENS = 1000;
/** Beyond so many connections two cores commit no more; who comes later waits, as in any server. */
const CONNECTIONS_MAX = 20;

export interface Ceiling {
  readonly cycle: Cycle;
  close(): Promise<void>;
}

/**
 * What any server would have to do at least for a told result, without being one: find a token by its hash, then insert a
 * row. Two prepared statements, two round trips, one durable commit for each cycle, on the database the server uses.
 */
export async function openCeiling(url: string): Promise<Ceiling> {
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS_MAX });
  await pool.query(`
    create table bench_token (hash bytea primary key, workspace_id uuid not null);
    create table bench_result (id bigint generated always as identity primary key, workspace_id uuid not null,
      metric text not null, value double precision not null, told_at timestamptz not null default clock_timestamp());
    insert into bench_token select sha256(number::text::bytea), gen_random_uuid() from generate_series(1, ${TOKENS}) number;
    analyze bench_token`);
  let turn = 0;
  const cycle: Cycle = async () => {
    const connection = await pool.connect();
    try {
      turn += 1;
      const { rows } = await connection.query<{ workspace_id: string }>({
        name: "token",
        text: "select workspace_id from bench_token where hash = sha256($1::text::bytea)",
        values: [String((turn % TOKENS) + 1)],
      });
      await connection.query({
        name: "result",
        text: "insert into bench_result (workspace_id, metric, value) values ($1, $2, $3)",
        values: [rows[0]?.workspace_id, "loss", Math.random()],
      });
      return true;
    } finally {
      connection.release();
    }
  };
  return { cycle, close: () => pool.end() };
}
