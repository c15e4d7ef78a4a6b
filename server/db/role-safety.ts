import pg from "pg";
import { DatabaseSetupError } from "./database-setup-error";

/**
 * The second tenancy wall, checked at every start: throws unless the role in force is bound by row-level security and
 * every table with a workspace_id column forces it. `url` is the one the pools use, role option included.
 */
export async function assertRolesSafe(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: "tellus-self-test" });
  await client.connect();
  try {
    const { rows } = await client.query<{ fault: string }>(FAULTS_SQL);
    if (rows.length === 0) return;
    throw new DatabaseSetupError(
      `The database's tenancy wall has holes; the server does not start:\n${rows.map(({ fault }) => `  ${fault}`).join("\n")}`,
    );
  } finally {
    await client.end();
  }
}

const FAULTS_SQL = `
WITH tenant_relation AS (
  SELECT c.oid, c.oid::regclass::text AS name, c.relkind, c.relowner, c.relrowsecurity, c.relforcerowsecurity, c.reloptions
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')
     AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_temp%'
     AND EXISTS (SELECT FROM pg_attribute a
                  WHERE a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped)
), tenant_table AS (
  SELECT * FROM tenant_relation WHERE relkind IN ('r', 'p')
)
SELECT format('role %s is a superuser: it ignores every policy; connect as tellus_app', rolname) AS fault
  FROM pg_roles WHERE rolname = current_user AND rolsuper
UNION ALL
SELECT format('role %s has BYPASSRLS: run ALTER ROLE %I NOBYPASSRLS', rolname, rolname)
  FROM pg_roles WHERE rolname = current_user AND rolbypassrls
UNION ALL
SELECT format('role %s may act as %s, owner of %s, and so drop its policies: revoke that membership',
              current_user, relowner::regrole, string_agg(name, ', ' ORDER BY name))
  FROM tenant_table WHERE pg_has_role(current_user, relowner, 'MEMBER') GROUP BY relowner
UNION ALL
SELECT format('table %s has a workspace_id but no row-level security: add ENABLE ROW LEVEL SECURITY to a migration', name)
  FROM tenant_table WHERE NOT relrowsecurity
UNION ALL
SELECT format('table %s does not force row-level security: add FORCE ROW LEVEL SECURITY to a migration', name)
  FROM tenant_table WHERE NOT relforcerowsecurity
UNION ALL
SELECT format('table %s has no policy: add CREATE POLICY to a migration', name)
  FROM tenant_table t WHERE NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid)
UNION ALL
SELECT format('table %s has no policy for role %s, which reads it: add CREATE POLICY to a migration', name, current_user)
  FROM tenant_table t
 WHERE has_any_column_privilege(current_user, t.oid, 'SELECT') AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid)
   AND NOT EXISTS (SELECT FROM pg_policy p, unnest(p.polroles) AS who (id)
                    WHERE p.polrelid = t.oid AND (who.id = 0 OR pg_has_role(current_user, who.id, 'USAGE')))
UNION ALL
SELECT format('view %s shows tenant rows with its owner''s rights: create it WITH (security_invoker = true)', name)
  FROM tenant_relation WHERE relkind = 'v'
   AND NOT coalesce(reloptions && ARRAY['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false)
UNION ALL
SELECT format('%s holds tenant rows where row-level security cannot be: make it a table', name)
  FROM tenant_relation WHERE relkind IN ('m', 'f')
`;
