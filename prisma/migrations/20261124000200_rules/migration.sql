-- What must hold whatever the code does: checks, the states a trial may pass through, the indexes of the claim and of
-- "best first", and the second tenancy wall (forced row-level security).

-- ---- checks ---------------------------------------------------------------------------------------------------------

alter table membership add constraint membership_role check (role in ('owner', 'admin', 'member', 'viewer'));

alter table workspace add constraint workspace_slug check (slug ~ '^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$');

alter table api_key
  add constraint api_key_kind check (kind in ('wrk', 'svc', 'pat', 'test')),
  add constraint api_key_hash check (length(secret_hash) = 32),
  add constraint api_key_worker_project check ((kind = 'wrk') = (project_id is not null));

alter table study
  add constraint study_state check (state in ('active', 'paused', 'stopped', 'finished')),
  add constraint study_reason check ((state in ('stopped', 'finished')) = (state_reason is not null)),
  -- R12, the last line of defence: no code path can mint past the budget.
  add constraint study_budget check (budget_used between 0 and max_trials),
  add constraint study_number check (next_number >= 0),
  add constraint study_parallel check (max_parallel > 0),
  add constraint study_retries check (max_retries >= 0);

alter table trial
  add constraint trial_state check (state in ('queued', 'running', 'paused', 'completed', 'pruned', 'failed', 'infeasible', 'cancelled')),
  add constraint trial_source check (source in ('engine', 'enqueue', 'ask', 'import', 'repeat', 'lineage')),
  add constraint trial_verdict check (verdict in ('continue', 'pause', 'stop')),
  add constraint trial_priority check (priority between 0 and 4),
  add constraint trial_lease check ((state = 'running') = (lease_until is not null)),
  add constraint trial_finished check ((state in ('completed', 'pruned', 'failed', 'infeasible', 'cancelled')) = (finished_at is not null)),
  add constraint trial_attempt check (attempt >= 0 and (state <> 'running' or attempt > 0));

alter table measurement
  add constraint measurement_kind check (value_kind in ('finite', 'nan', 'inf', '-inf') and (value_kind = 'finite') = (value is not null)),
  add constraint measurement_step check (step >= 1);

alter table observation_value
  add constraint observation_kind check (value_kind in ('finite', 'nan', 'inf', '-inf') and (value_kind = 'finite') = (value is not null)),
  add constraint observation_rankable check (not rankable or (value_kind = 'finite' and current));

-- ---- indexes --------------------------------------------------------------------------------------------------------

-- The claim: what may be handed out, in the order it is handed out.
create index trial_claim on trial (workspace_id, study_id, priority, number) where state = 'queued';
-- The reaper, across workspaces.
create index trial_lease_until on trial (lease_until) where state = 'running';
-- A worker's live trials, for redelivery.
create index trial_worker on trial (workspace_id, study_id, worker_id) where state = 'running';
-- Best first; a tie goes to the earlier trial.
create index observation_best on observation_value (workspace_id, study_id, metric, value, trial_number) where rankable;
create index outbox_pending on outbox (next_at) where done_at is null;

-- Hot tables are vacuumed early and leave room for updates in place.
alter table trial set (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table study set (fillfactor = 75);
alter table outbox set (autovacuum_vacuum_scale_factor = 0.02);

-- ---- R11: the states a trial may pass through -------------------------------------------------------------------------

create function check_trial_transition() returns trigger language plpgsql as $$
declare
  allowed constant text[] := array[
    'queued>running', 'queued>cancelled',
    'running>paused', 'running>queued', 'running>failed', 'running>pruned', 'running>cancelled', 'running>completed', 'running>infeasible',
    'paused>queued', 'paused>pruned', 'paused>cancelled'];
  -- A tell that arrives after expiry, while nobody else was given the trial: a ten-hour result is not thrown away.
  late_tell constant text[] := array['completed', 'pruned', 'failed', 'infeasible', 'cancelled'];
  rewritten boolean := (new.assignments, new.fingerprint, new.origin, new.space_revision) is distinct from
                       (old.assignments, old.fingerprint, old.origin, old.space_revision);
begin
  if old.state <> new.state
     and not (old.state || '>' || new.state) = any (allowed)
     and not (old.state = 'queued' and old.attempt > 0 and new.state = any (late_tell)) then
    raise exception 'trial % may not go from % to %', old.id, old.state, new.state using errcode = 'check_violation';
  end if;
  if (new.workspace_id, new.id, new.study_id, new.number, new.source, new.repeat_index)
     is distinct from (old.workspace_id, old.id, old.study_id, old.number, old.source, old.repeat_index) then
    raise exception 'trial %: identity is fixed', old.id using errcode = 'check_violation';
  end if;
  if rewritten and not (old.state = 'queued' and old.attempt = 0 and old.source = 'engine' and new.attempt = 0 and new.version = old.version + 1) then
    raise exception 'trial %: assignments are frozen at the first hand-out', old.id using errcode = 'check_violation';
  end if;
  if new.attempt <> old.attempt and not (new.attempt = old.attempt + 1 and new.state = 'running' and old.state in ('queued', 'running')) then
    raise exception 'trial %: attempt may only rise by one, at a hand-out', old.id using errcode = 'check_violation';
  end if;
  if old.result_hash is not null and new.result_hash is distinct from old.result_hash then
    raise exception 'trial %: a told result is not overwritten', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;

create trigger trial_transition before update on trial for each row execute function check_trial_transition();

create function check_trial_birth() returns trigger language plpgsql as $$
begin
  if new.attempt <> 0 or (new.state <> 'queued' and new.source <> 'import') then
    raise exception 'trial %: is born queued and unsold', new.id using errcode = 'check_violation';
  end if;
  return new;
end $$;

create trigger trial_birth before insert on trial for each row execute function check_trial_birth();

-- Every exit from running frees the parallel slot; a slot beyond a lowered cap goes with its trial.
create function free_parallel_slot() returns trigger language plpgsql as $$
begin
  delete from parallel_slot p using study s
   where p.workspace_id = new.workspace_id and p.trial_id = new.id
     and s.workspace_id = p.workspace_id and s.id = p.study_id and p.slot > coalesce(s.max_parallel, 0);
  update parallel_slot set trial_id = null where workspace_id = new.workspace_id and trial_id = new.id;
  return null;
end $$;

create trigger trial_leaves_running after update of state on trial for each row
  when (old.state = 'running' and new.state <> 'running') execute function free_parallel_slot();

-- Audit rows are never changed, and go only with their workspace.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'check_violation';
end $$;
create trigger audit_event_append_only before update on audit_event for each row execute function refuse_change();

-- ---- S2: row-level security -------------------------------------------------------------------------------------------

create function current_workspace() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.workspace_id', true), '')::uuid;

do $$
declare
  tenant_table text;
begin
  for tenant_table in
    select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'workspace_id' and not a.attisdropped
  loop
    execute format('alter table %I enable row level security', tenant_table);
    execute format('alter table %I force row level security', tenant_table);
    execute format('create policy tenant on %I for all to tellus_app using (workspace_id = current_workspace()) with check (workspace_id = current_workspace())', tenant_table);
    execute format('grant select, insert, update, delete on %I to tellus_app', tenant_table);
  end loop;
end $$;
revoke update, delete on audit_event from tellus_app;

alter table workspace enable row level security;
alter table workspace force row level security;
create policy tenant on workspace for select to tellus_app using (id = current_workspace());
grant select on workspace to tellus_app;

-- People and their sessions belong to no workspace: the app role does not see them at all.
alter table person enable row level security;
alter table person force row level security;
alter table session enable row level security;
alter table session force row level security;
alter table service_heartbeat enable row level security;
alter table service_heartbeat force row level security;

-- tellus_system: sign-in, credential look-ups and jobs, table by table what each needs.
create policy system on person for all to tellus_system using (true) with check (true);
create policy system on session for all to tellus_system using (true) with check (true);
create policy system on service_heartbeat for all to tellus_system using (true) with check (true);
create policy system on workspace for all to tellus_system using (true) with check (true);
create policy system on membership for all to tellus_system using (true) with check (true);
create policy system on api_key for all to tellus_system using (true) with check (true);
create policy system on trial for all to tellus_system using (true) with check (true);
create policy system on attempt for all to tellus_system using (true) with check (true);
create policy system on study for all to tellus_system using (true) with check (true);
create policy system on parallel_slot for all to tellus_system using (true) with check (true);
create policy system on outbox for all to tellus_system using (true) with check (true);
create policy system on idempotency_record for all to tellus_system using (true) with check (true);
create policy system on audit_event for insert to tellus_system with check (true);
grant select, insert, update, delete on person, session, service_heartbeat, outbox, parallel_slot to tellus_system;
grant select, insert, update on workspace, membership to tellus_system;
grant select, insert on api_key to tellus_system;
grant update (last_used_at, revoked_at) on api_key to tellus_system;
grant select, update on trial, attempt, study to tellus_system;
grant select, delete on idempotency_record to tellus_system;
grant insert on audit_event to tellus_system;
