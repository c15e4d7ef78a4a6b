-- Splits the table of measurements by trial into 16 parts (docs/operations/scale.md). Run it as tellus_owner, with Tellus
-- stopped and a backup taken; it needs as much free disk as the table has now, and is whole or has not happened.
begin;
set local statement_timeout = 0;
alter table measurement rename to measurement_whole;
alter table measurement_whole rename constraint measurement_pkey to measurement_whole_pkey;
alter table measurement_whole no force row level security; -- the owner copies every workspace's rows

create table measurement (like measurement_whole including all) partition by hash (trial_id);

do $$
declare
  statement text;
  policy record;
  part text;
begin
  -- References, privileges and policies as they were.
  for statement in select format('alter table measurement add constraint %I %s', conname, pg_get_constraintdef(oid))
                     from pg_constraint where conrelid = 'measurement_whole'::regclass and contype = 'f'
  loop
    execute statement;
  end loop;
  for statement in select format('grant %s on measurement to %I', privilege_type, grantee) from information_schema.role_table_grants
                    where table_schema = 'public' and table_name = 'measurement_whole' and grantee <> 'tellus_owner'
                   union all
                   -- Rights to some of the columns.
                   select format('grant %s (%s) on measurement to %I', c.privilege_type, string_agg(quote_ident(c.column_name), ', '), c.grantee)
                     from information_schema.column_privileges c
                    where c.table_schema = 'public' and c.table_name = 'measurement_whole' and c.grantee <> 'tellus_owner' and not exists (
                      select from information_schema.role_table_grants t
                       where t.table_schema = c.table_schema and t.table_name = c.table_name and t.grantee = c.grantee and t.privilege_type = c.privilege_type)
                    group by c.privilege_type, c.grantee
  loop
    execute statement;
  end loop;
  for i in 0..15 loop
    execute format('create table %I partition of measurement for values with (modulus 16, remainder %s)', 'measurement_part_' || i, i);
  end loop;
  insert into measurement select * from measurement_whole;
  -- Parts are tables too: the second wall stands around each, although nobody is given any right to one.
  for part in select 'measurement' union all select 'measurement_part_' || i from generate_series(0, 15) as i loop
    execute format('alter table %I enable row level security, force row level security', part);
    for policy in select * from pg_policies where schemaname = 'public' and tablename = 'measurement_whole' loop
      execute format('create policy %I on %I as %s for %s to %s', policy.policyname, part, policy.permissive, policy.cmd, array_to_string(policy.roles, ', '))
        || coalesce(' using (' || policy.qual || ')', '') || coalesce(' with check (' || policy.with_check || ')', '');
    end loop;
  end loop;
end $$;

drop table measurement_whole;
commit;
analyze measurement;
