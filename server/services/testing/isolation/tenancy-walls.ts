import pg from "pg";

/** The tables with a tenant policy. Who lives among the replicas is open to all and no tenant's. */
export async function appPolicies(admin: pg.Pool): Promise<readonly string[]> {
  const { rows } = await admin.query<{ table: string }>(
    "select tablename as table from pg_policies where schemaname = 'public' and policyname = 'tenant' and 'tellus_app' = any (roles) order by 1",
  );
  return rows.map((row) => row.table);
}

/** Lets the app role see and write every workspace's rows of these tables; gives what closes them again. */
export async function openPolicies(admin: pg.Pool, tables: readonly string[]): Promise<() => Promise<void>> {
  const { rows } = await admin.query<{ table: string; name: string; using: string; check: string | null }>(
    `select tablename as table, policyname as name, qual as using, with_check as check from pg_policies
      where schemaname = 'public' and policyname = 'tenant' and 'tellus_app' = any (roles) and tablename = any ($1)`,
    [tables],
  );
  const change = (of: (policy: (typeof rows)[number]) => readonly [using: string, check: string]) =>
    admin.query(
      rows
        .map((policy) => {
          const [using, check] = of(policy);
          const checked = policy.check === null ? "" : ` with check (${check})`;
          return `alter policy ${pg.escapeIdentifier(policy.name)} on ${pg.escapeIdentifier(policy.table)} using (${using})${checked}`;
        })
        .join("; "),
    );
  await change(() => ["true", "true"]);
  return async () => {
    await change(({ using, check }) => [using, check ?? ""]);
  };
}

/** `workspace_id = p_workspace`, of whichever table: what narrows a look-up to the caller's workspace. */
export const WORKSPACE_FILTER = /(?:\b\w+\.)?\bworkspace_id = p_workspace\b/g;
/** The same where rows are changed or deleted. */
export const WRITE_FILTER = /(?<=\b(?:update|delete from) [^;]*)(?:\b\w+\.)?\bworkspace_id = p_workspace\b/g;
/** What narrows a look-up to a worker key's project. */
export const PROJECT_FILTER = /\bp_project is (?:not )?null\b/g;

export interface SqlFunction {
  readonly name: string;
  readonly definition: string;
}

/** The SQL functions that hold this filter. */
export async function functionsWith(admin: pg.Pool, filter: RegExp): Promise<readonly SqlFunction[]> {
  const { rows } = await admin.query<SqlFunction>(
    `select proname as name, pg_get_functiondef(oid) as definition from pg_proc
      where pronamespace = 'public'::regnamespace and prokind = 'f' order by 1`,
  );
  return rows.filter(({ definition }) => definition.search(filter) >= 0);
}

/** Redefines the functions without the filter; gives what defines them as they were. */
export async function removeFilter(
  admin: pg.Pool,
  functions: readonly SqlFunction[],
  filter: RegExp,
): Promise<() => Promise<void>> {
  for (const { definition } of functions)
    await admin.query(definition.replaceAll(filter, (found) => String(!found.includes(" not "))));
  return async () => {
    for (const { definition } of functions) await admin.query(definition);
  };
}
