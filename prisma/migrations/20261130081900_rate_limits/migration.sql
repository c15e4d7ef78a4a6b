-- How much a key, or a workspace as a whole, may still do. Rewritten all the time and worth nothing after a crash, so it is
-- not logged. Of the system role alone: requests see no row of it.
create unlogged table rate_limit (
  principal_id uuid not null,
  tokens double precision not null,
  refilled_at timestamptz(6) not null default clock_timestamp(),
  constraint rate_limit_pkey primary key (principal_id)
);
alter table rate_limit enable row level security;
alter table rate_limit force row level security;
create policy system on rate_limit for all to tellus_system using (true) with check (true);
grant select, insert, update, delete on rate_limit to tellus_system;

-- Takes up to so many tokens of a bucket that fills by itself; says how many it gave and how many are left.
create function take_allotment(p_principal uuid, p_wanted int, p_capacity float8, p_per_second float8) returns jsonb language plpgsql as $$
declare
  b rate_limit;
  filled float8;
  granted int;
begin
  insert into rate_limit (principal_id, tokens) values (p_principal, p_capacity) on conflict do nothing;
  select * into b from rate_limit where principal_id = p_principal for update;
  filled := least(p_capacity, b.tokens + extract(epoch from clock_timestamp() - b.refilled_at) * p_per_second);
  granted := least(p_wanted, floor(filled)::int);
  update rate_limit set tokens = filled - granted, refilled_at = clock_timestamp() where principal_id = p_principal;
  return jsonb_build_object('granted', granted, 'left', filled - granted);
end $$;
