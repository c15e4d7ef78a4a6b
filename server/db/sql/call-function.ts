import type pg from "pg";

export type CallFunction = <Outcome>(name: string, values: readonly unknown[]) => Promise<Outcome>;

/** Calls SQL functions of the migrations that take a workspace first: one named statement each, so always with the same number of values; one round trip. */
export function callFunction(pool: pg.Pool, workspaceId: string): CallFunction {
  return async <Outcome>(name: string, values: readonly unknown[]): Promise<Outcome> => {
    const parameters = values.map((_, index) => `$${index + 2}`);
    const { rows } = await pool.query<{ outcome: Outcome }>({
      name,
      text: `select ${name}(${["$1", ...parameters].join(", ")}) as outcome`,
      values: [workspaceId, ...values],
    });
    const [row] = rows;
    if (row === undefined) throw new Error(`${name} returned no row`);
    return row.outcome;
  };
}

export const toJson = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);
