-- Repeats of assignments in a study, and races between them (docs/samplers/repeats.md). A repeat is a trial of its own. All
-- trials of the same assignments are a group, named after its first trial; where a study has repeats, each trial knows its
-- group, its place in it, and a seed that all trials in that place share. What races decide is one sequence of rows.

-- CreateTable
CREATE TABLE "race_decision" (
    "workspace_id" UUID NOT NULL,
    "study_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "race" INTEGER NOT NULL,
    "group_id" UUID NOT NULL,
    "decision" TEXT NOT NULL,
    "by_group" UUID,
    "blocks" INTEGER NOT NULL,
    "probability" DOUBLE PRECISION,
    "decided_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "race_decision_pkey" PRIMARY KEY ("workspace_id","study_id","seq")
);

-- CreateIndex
CREATE UNIQUE INDEX "race_decision_workspace_id_study_id_group_id_race_decision_key" ON "race_decision"("workspace_id", "study_id", "group_id", "race", "decision");

-- AddForeignKey
ALTER TABLE "race_decision" ADD CONSTRAINT "race_decision_workspace_id_study_id_fkey" FOREIGN KEY ("workspace_id", "study_id") REFERENCES "study"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "race_decision" ADD CONSTRAINT "race_decision_workspace_id_group_id_fkey" FOREIGN KEY ("workspace_id", "group_id") REFERENCES "trial"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---- checks, indexes, row-level security ---------------------------------------------------------------------------------

alter table race_decision
  add constraint race_decision_seq check (seq >= 1),
  add constraint race_decision_kind check (decision in ('entered', 'outranked', 'eliminated', 'beaten', 'won')),
  add constraint race_decision_loser check ((decision in ('eliminated', 'beaten')) = (by_group is not null) and (decision = 'eliminated') = (probability is not null));
create index race_decision_last on race_decision (workspace_id, study_id, race, seq) where decision in ('entered', 'won');
create index trial_group on trial (workspace_id, study_id, repeat_group, repeat_index) where repeat_group is not null;

-- Written once and never changed: a race replays.
alter table race_decision enable row level security;
alter table race_decision force row level security;
create policy tenant on race_decision for all to tellus_app
  using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant select, insert, delete on race_decision to tellus_app;
-- The job that finishes studies asks whether a race is still open.
create policy system on race_decision for select to tellus_system using (true);
grant select on race_decision to tellus_system;

-- ---- groups ----------------------------------------------------------------------------------------------------------------

-- The seed of a block: of all trials in the same place of their groups, so that what it makes of all of them cancels in
-- their differences. Below 2^31, which every random generator takes.
create function block_seed(p_study_seed bigint, p_block int) returns bigint language sql immutable parallel safe
  return (('x' || left(encode(sha256(convert_to(p_study_seed || ':' || p_block, 'UTF8')), 'hex'), 8))::bit(32)::bigint & 2147483647);

-- Whoever mints a trial: the engine, a person, an import.
create function join_repeat_group() returns trigger language plpgsql as $$
declare
  study_seed bigint;
begin
  select s.seed into study_seed from study s where s.workspace_id = new.workspace_id and s.id = new.study_id and s.repeats is not null;
  if not found then return new; end if;
  new.repeat_group := coalesce((select t.repeat_group from trial t where t.workspace_id = new.workspace_id and t.study_id = new.study_id
                                   and t.fingerprint = new.fingerprint order by t.repeat_index limit 1), new.id);
  new.seed := block_seed(study_seed, new.repeat_index);
  return new;
end $$;

create trigger trial_joins_group before insert on trial for each row execute function join_repeat_group();

-- ---- what is to be repeated ------------------------------------------------------------------------------------------------

-- Groups that lack repeats, the oldest first: their first trial, how many trials they have, and whether those are frozen
-- (a suggestion on the shelf may still be rewritten). Under the rule "all". A group with a trial that could not be
-- evaluated, or that somebody cancelled, gets no more, and what was imported was evaluated elsewhere. p_from: groups that began before lack nothing any more.
create function incomplete_groups(s study, p_from int) returns table (group_id uuid, number int, members int, frozen boolean) language sql stable as $$
  select f.id, f.number, m.members, f.source <> 'engine' or f.attempt > 0
    from trial f cross join lateral (
      select count(*)::int as members, bool_or(t.state in ('infeasible', 'cancelled')) as closed from trial t
       where t.workspace_id = f.workspace_id and t.study_id = f.study_id and t.repeat_group = f.id) m
   where f.workspace_id = s.workspace_id and f.study_id = s.id and f.repeat_index = 0 and f.repeat_group is not null and f.number >= p_from
     and f.source <> 'import' and m.members < (s.repeats ->> 'max')::int and not m.closed
   order by f.number
$$;

-- Groups whose first trial has ended and that no race has judged yet, by their first value; null: it has none that counts.
create function unraced_groups(s study, p_from int) returns table (group_id uuid, number int, value float8) language sql stable as $$
  select f.id, f.number, v.value
    from trial f
    left join observation_value v on v.workspace_id = f.workspace_id and v.trial_id = f.id and v.current and v.rankable and v.metric = s.objectives -> 0 ->> 'metric'
   where f.workspace_id = s.workspace_id and f.study_id = s.id and f.repeat_index = 0 and f.repeat_group is not null and f.number >= p_from
     and f.finished_at is not null and not (f.source = 'engine' and f.attempt = 0)
     and not exists (select 1 from race_decision d where d.workspace_id = f.workspace_id and d.study_id = f.study_id and d.group_id = f.id)
   order by f.number
$$;

-- The race that is on, or the last one: who entered, what became of them, and their trials by block.
create function last_race(s study) returns jsonb language plpgsql stable as $$
declare
  last_number int;
begin
  select max(d.race) into last_number from race_decision d
   where d.workspace_id = s.workspace_id and d.study_id = s.id and d.decision in ('entered', 'won');
  if last_number is null then return null; end if;
  return jsonb_build_object(
    'number', last_number,
    'racers', (
      select jsonb_agg(jsonb_build_object(
               'group', e.group_id,
               'decision', (select d.decision from race_decision d where d.workspace_id = e.workspace_id and d.study_id = e.study_id
                               and d.group_id = e.group_id and d.race = e.race and d.decision in ('eliminated', 'beaten', 'won')),
               'blocks', (
                 select jsonb_agg(jsonb_build_object('index', t.repeat_index, 'ended', t.finished_at is not null, 'value', v.value) order by t.repeat_index)
                   from trial t
                   left join observation_value v on v.workspace_id = t.workspace_id and v.trial_id = t.id and v.current and v.rankable
                                                and v.metric = s.objectives -> 0 ->> 'metric'
                  where t.workspace_id = e.workspace_id and t.study_id = e.study_id and t.repeat_group = e.group_id)) order by e.seq)
        from race_decision e where e.workspace_id = s.workspace_id and e.study_id = s.id and e.race = last_number and e.decision = 'entered'));
end $$;

-- A study's repeats as of one instant: the functions it calls are STABLE and share its snapshot. Null: it has none.
create function repeat_view(p_workspace uuid, p_study uuid, p_from int) returns json language plpgsql as $$
declare
  view json;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  select json_build_object(
      'repeats', s.repeats, 'state', s.state, 'room', s.max_trials - s.budget_used, 'max_trials', s.max_trials, 'exhausted', s.exhausted is not null,
      'direction', s.objectives -> 0 ->> 'direction',
      'seen', (select coalesce(max(d.seq), 0) from race_decision d where d.workspace_id = s.workspace_id and d.study_id = s.id),
      'queued', (select count(*) from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'queued' and t.source = 'repeat'),
      'open_firsts', (select jsonb_build_object('count', count(*), 'from', coalesce(min(t.number), s.next_number)) from trial t
                       where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state in ('queued', 'running', 'paused') and t.repeat_index = 0),
      'incomplete', case when s.repeats ->> 'rule' = 'all' then (select coalesce(json_agg(g), '[]') from incomplete_groups(s, p_from) g) else '[]' end,
      'unraced', case when s.repeats ->> 'rule' = 'race' then (select coalesce(json_agg(g), '[]') from unraced_groups(s, p_from) g) else '[]' end,
      'race', case when s.repeats ->> 'rule' = 'race' then last_race(s) end)
    into view from study s where s.workspace_id = p_workspace and s.id = p_study and s.repeats is not null;
  return view;
end $$;

-- Stores what was worked out on a view: decisions of races where none was added since (p_seen), and repeats of groups
-- [{id, group, index}] while the budget lasts. One that is there already is not made again. p_fence null: no lease is needed.
create function follow_repeats(p_workspace uuid, p_study uuid, p_fence int, p_seen int, p_decisions jsonb, p_repeats jsonb) returns jsonb language plpgsql as $$
declare
  s study;
  out_groups constant uuid[] := array(select (item ->> 'group')::uuid from jsonb_array_elements(p_decisions) item where item ->> 'decision' = 'eliminated');
  made int := 0;
begin
  perform enter_study(p_workspace, p_study);
  if p_fence is not null then
    perform 1 from engine_lease where workspace_id = p_workspace and study_id = p_study and fence = p_fence and expires_at > clock_timestamp() for share;
    if not found then return '{"kind": "fenced"}'; end if;
  end if;
  select * into s from study where workspace_id = p_workspace and id = p_study and repeats is not null for no key update;
  -- What a person ended is not judged any more: its trials ended for another reason than their own.
  if not found or s.state = 'stopped' then return '{"kind": "closed"}'; end if;
  if p_seen <> (select coalesce(max(d.seq), 0) from race_decision d where d.workspace_id = p_workspace and d.study_id = p_study) then
    return '{"kind": "behind"}';
  end if;
  insert into race_decision (workspace_id, study_id, seq, race, group_id, decision, by_group, blocks, probability, decided_at)
  select p_workspace, p_study, p_seen + ordinal, (item ->> 'race')::int, (item ->> 'group')::uuid, item ->> 'decision', (item ->> 'by')::uuid,
         (item ->> 'blocks')::int, (item ->> 'probability')::float8, clock_timestamp()
    from jsonb_array_elements(p_decisions) with ordinality as made_now (item, ordinal);
  if cardinality(out_groups) > 0 then perform end_eliminated(s, out_groups); end if;
  if s.state = 'active' and jsonb_array_length(p_repeats) > 0 then made := mint_repeats(s, p_repeats); end if;
  return jsonb_build_object('kind', 'followed', 'made', made);
end $$;

-- Repeats of those that are out: who runs is told by the next reply, who waits is not handed out any more.
create function end_eliminated(s study, p_groups uuid[]) returns void language plpgsql as $$
begin
  update trial set verdict = 'stop', verdict_reason = '{"rule": "race", "by": "scheduler", "why": "Other assignments of its race are significantly better."}'
   where workspace_id = s.workspace_id and study_id = s.id and repeat_group = any (p_groups) and state = 'running' and verdict <> 'stop';
  with ended as (
    update trial set state = 'cancelled', state_reason = 'race', finished_at = clock_timestamp()
     where workspace_id = s.workspace_id and study_id = s.id and repeat_group = any (p_groups) and state = 'queued' and source = 'repeat'
    returning id, number)
  insert into outbox (workspace_id, id, topic, subject_id, body)
  select s.workspace_id, gen_random_uuid(), 'trial.cancelled', id, jsonb_build_object('study_id', s.id, 'number', number) from ended;
end $$;

create function mint_repeats(s study, p_repeats jsonb) returns int language plpgsql as $$
declare
  made int;
begin
  insert into trial (workspace_id, id, study_id, number, source, assignments, fingerprint, repeat_index, origin, space_revision, priority)
  select s.workspace_id, w.id, s.id, s.next_number + row_number() over (order by w.ordinal) - 1, 'repeat', f.assignments, f.fingerprint, w.index,
         jsonb_build_object('sampler', f.origin ->> 'sampler', 'repeat_of', f.number), f.space_revision, 3
    from (select (item ->> 'id')::uuid as id, (item ->> 'group')::uuid as group_id, (item ->> 'index')::int as index, ordinal
            from jsonb_array_elements(p_repeats) with ordinality as asked (item, ordinal)) w
    join trial f on f.workspace_id = s.workspace_id and f.study_id = s.id and f.id = w.group_id and (f.source <> 'engine' or f.attempt > 0)
   where w.index = (select count(*) from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.repeat_group = w.group_id)
         + (select count(*) from jsonb_array_elements(p_repeats) with ordinality as before (twin, place)
             where place < w.ordinal and twin ->> 'group' = w.group_id::text)
   order by w.ordinal limit greatest(s.max_trials - s.budget_used, 0);
  get diagnostics made = row_count;
  update study set next_number = next_number + made, budget_used = budget_used + made where workspace_id = s.workspace_id and id = s.id;
  return made;
end $$;

-- Of a study whose sampler has nothing more to offer: "mint" while repeats are to be made, "draining" while that depends on
-- trials that are out, null when it is over.
create function repeats_open(s study) returns text language plpgsql stable as $$
begin
  if s.repeats is null or s.budget_used >= s.max_trials then return null; end if;
  if s.repeats ->> 'rule' = 'all' then
    return case when exists (select 1 from incomplete_groups(s, 0) g where g.frozen) then 'mint' end;
  end if;
  if exists (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state in ('queued', 'running')) then return 'draining'; end if;
  return case when exists (select 1 from unraced_groups(s, 0))
                or exists (select 1 from race_decision e where e.workspace_id = s.workspace_id and e.study_id = s.id and e.decision = 'entered'
                              and not exists (select 1 from race_decision w where w.workspace_id = e.workspace_id and w.study_id = e.study_id
                                                 and w.race = e.race and w.decision = 'won')) then 'mint' end;
end $$;

-- ---- which assignments are best --------------------------------------------------------------------------------------------

-- Groups by a metric, the best first: mean of the values that count (of completed, feasible, finite ones), its standard
-- error, how many these are, how many of its trials have ended. Under "all" those that were repeated most often come first,
-- so that one lucky value is not compared with a mean; under "race" the winner of the last race that has ended, then
-- contenders by the blocks that all of them have, then others; who is out comes last.
-- By the largest of their values, so that no sum overflows.
create function ranked_groups(s study, p_metric text, p_maximize boolean)
returns table (group_id uuid, number int, mean float8, std_error float8, n int, ended int, standing text, place bigint) language sql stable as $$
  with decided as (
    select distinct on (d.group_id) d.group_id, d.decision, d.race from race_decision d
     where d.workspace_id = s.workspace_id and d.study_id = s.id order by d.group_id, d.seq desc
  ), champion as (
    -- The winner of the last race that has ended, unless the race that is on has it eliminated.
    select w.group_id from race_decision w join decided d on d.group_id = w.group_id and d.decision in ('entered', 'won')
     where w.workspace_id = s.workspace_id and w.study_id = s.id and w.decision = 'won' order by w.seq desc limit 1
  ), members as (
    select t.repeat_group as group_id, t.repeat_index, t.number, t.state in ('completed', 'pruned', 'failed', 'infeasible') as has_ended, v.value,
           coalesce(nullif(max(abs(v.value)) over (partition by t.repeat_group), 0), 1) as scale
      from trial t
      left join observation_value v on v.workspace_id = t.workspace_id and v.trial_id = t.id and v.metric = p_metric and v.current and v.rankable
     where s.repeats is not null and t.workspace_id = s.workspace_id and t.study_id = s.id and t.repeat_group is not null
       and not (t.source = 'engine' and t.attempt = 0)
  ), common as (
    -- The blocks that all contenders of a race without a winner have.
    select min(e.ended) as blocks from (
      select count(*) filter (where m.has_ended) as ended from decided d join members m on m.group_id = d.group_id
       where d.decision = 'entered' group by d.group_id) e
  ), summed as (
    -- By the largest of the values, so that no sum overflows.
    select m.group_id, min(m.number) as number, m.scale, count(m.value)::int as n, count(*) filter (where m.has_ended)::int as ended,
           least(greatest(avg(m.value / m.scale), -1), 1) as mean, least(stddev_samp(m.value / m.scale) / sqrt(count(m.value)), 1) as error,
           least(greatest(avg(m.value / m.scale) filter (where m.repeat_index < common.blocks), -1), 1) as common_mean
      from members m cross join common group by m.group_id, m.scale
  ), judged as (
    select g.*, case when g.group_id = champion.group_id then 'winner' when d.decision = 'entered' then 'contender' else d.decision end as standing
      from summed g left join decided d on d.group_id = g.group_id left join champion on true
  )
  select j.group_id, j.number, j.mean * j.scale, case when j.n > 1 then j.error * j.scale end, j.n, j.ended, j.standing,
         row_number() over (order by j.n = 0,
           case when s.repeats ->> 'rule' = 'race' then array_position(array['winner', 'contender', 'open', 'beaten', 'eliminated', 'outranked'], coalesce(j.standing, 'open')) end,
           case when s.repeats ->> 'rule' = 'all' then -least(j.ended, (s.repeats ->> 'max')::int) end,
           case when p_maximize then -1 else 1 end * coalesce(case when j.standing = 'contender' then j.common_mean end, j.mean) * j.scale,
           j.number)
    from judged j
$$;

-- Whether the best assignments are as good as was asked for: by their mean, once they have all their repeats or won a race.
create function group_reached_target(s study) returns boolean language plpgsql stable as $$
declare
  objective constant jsonb := s.objectives -> 0;
  is_maximized constant boolean := objective ->> 'direction' = 'maximize';
begin
  return exists (
    select 1 from ranked_groups(s, objective ->> 'metric', is_maximized) g
     where g.place = 1 and g.n > 0 and case when s.repeats ->> 'rule' = 'race' then g.standing = 'winner' else g.ended >= (s.repeats ->> 'max')::int end
       and case when is_maximized then g.mean >= (objective ->> 'target')::float8 else g.mean <= (objective ->> 'target')::float8 end);
end $$;

-- ---- functions restated: one line each for studies with repeats -------------------------------------------------------------

create or replace function has_reached_target(s study) returns boolean language plpgsql stable as $$
declare
  targets constant jsonb := (select coalesce(jsonb_agg(o), '[]') from jsonb_array_elements(s.objectives) o where o ? 'target');
  reached uuid[];
begin
  if s.repeats is not null then return group_reached_target(s); end if;
  for place in 0 .. jsonb_array_length(targets) - 1 loop
    if targets -> place ->> 'direction' = 'minimize' then
      select array_agg(v.trial_id) into reached from observation_value v
       where v.workspace_id = s.workspace_id and v.study_id = s.id and v.metric = targets -> place ->> 'metric' and v.rankable
         and v.value <= (targets -> place ->> 'target')::float8 and (place = 0 or v.trial_id = any (reached));
    else
      select array_agg(v.trial_id) into reached from observation_value v
       where v.workspace_id = s.workspace_id and v.study_id = s.id and v.metric = targets -> place ->> 'metric' and v.rankable
         and v.value >= (targets -> place ->> 'target')::float8 and (place = 0 or v.trial_id = any (reached));
    end if;
    if reached is null then return false; end if;
  end loop;
  return reached is not null;
end $$;

create or replace function nothing_to_claim(s study) returns jsonb language plpgsql stable as $$
begin
  if s.max_parallel is not null and not exists (
    select 1 from parallel_slot where workspace_id = s.workspace_id and study_id = s.id and trial_id is null) then
    return '{"kind": "nothing", "reason": "parallel_cap"}';
  end if;
  if s.budget_used < s.max_trials and s.exhausted is null then return '{"kind": "mint"}'; end if;
  if exists (select 1 from trial where workspace_id = s.workspace_id and study_id = s.id and state = 'queued' and source = 'engine' and attempt = 0) then
    return '{"kind": "mint"}';
  end if;
  if repeats_open(s) = 'mint' then return '{"kind": "mint"}'; end if;
  if exists (select 1 from trial where workspace_id = s.workspace_id and study_id = s.id and state in ('queued', 'running')) then
    return '{"kind": "nothing", "reason": "draining"}';
  end if;
  return '{"kind": "drained"}';
end $$;

-- What a worker is told of the group that its trial is of.
create function repeat_of(t trial) returns jsonb language sql stable as $$
  select jsonb_build_object('group', t.repeat_group, 'index', t.repeat_index, 'max', (s.repeats ->> 'max')::int, 'seed', t.seed)
    from study s where t.repeat_group is not null and s.workspace_id = t.workspace_id and s.id = t.study_id and s.repeats is not null
$$;

create or replace function handed_out(p_workspace uuid, p_ids uuid[]) returns jsonb language plpgsql stable as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
             'id', t.id, 'number', t.number, 'assignments', t.assignments, 'attempt', t.attempt, 'lease_seconds', t.lease_seconds,
             'origin', t.origin, 'space_revision', t.space_revision, 'metadata', t.metadata, 'bracket', t.bracket, 'target', t.target_resource,
             'parent_id', t.parent_id, 'checkpoint', case when t.attempt > 1 or t.donor_id is not null then checkpoint_of(t) end, 'repeat', repeat_of(t)) order by t.number), '[]'::jsonb)
      from trial t where t.workspace_id = p_workspace and t.id = any (p_ids));
end $$;

create or replace function finish_study(p_workspace uuid, p_study uuid, p_seen int default null) returns jsonb language plpgsql as $$
declare
  s study;
  reason text;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  perform pg_advisory_xact_lock(study_lock_key(p_study));
  select * into s from study where workspace_id = p_workspace and id = p_study;
  if not found then return '{"kind": "not_found"}'; end if;
  if s.state in ('stopped', 'finished') then return jsonb_build_object('kind', 'finished', 'reason', s.state_reason); end if;
  if s.state = 'paused' then return '{"kind": "nothing", "reason": "paused"}'; end if;
  reason := hand_out_stop(s);
  if reason is null and s.budget_used < s.max_trials and (s.exhausted is null or repeats_open(s) is not null) then return '{"kind": "mint"}'; end if;
  if reason is null then
    reason := coalesce(s.exhausted, 'budget');
    if exists (select 1 from trial where workspace_id = p_workspace and study_id = p_study and state = 'queued') then
      return '{"kind": "nothing", "reason": "draining"}';
    end if;
  end if;
  -- p_seen: the entry of the schedule log up to which the caller has let the scheduler promote. What came after may promote more.
  if s.scheduler is not null and hand_out_stop(s) is null
     and exists (select 1 from trial where workspace_id = p_workspace and study_id = p_study and state = 'paused')
     and coalesce(p_seen, -1) <> (select coalesce(max(seq), 0) from schedule_log where workspace_id = p_workspace and study_id = p_study) then
    return '{"kind": "nothing", "reason": "draining"}';
  end if;
  -- An end that the scheduler was not told of may close a rung, and promote who is paused there.
  if exists (select 1 from trial where workspace_id = p_workspace and study_id = p_study and state = 'running')
     or (s.scheduler is not null and hand_out_stop(s) is null and exists (
       select 1 from trial where workspace_id = p_workspace and study_id = p_study and bracket is not null and finished_at is not null and not schedule_ended)) then
    return '{"kind": "nothing", "reason": "draining"}';
  end if;
  -- What nobody was given ends as well, but nobody knew of it.
  with ended as (
    update trial set state = case state when 'queued' then 'cancelled' else 'pruned' end, finished_at = clock_timestamp(),
           state_reason = case state when 'queued' then 'study_finished' else 'not_promoted' end
     where workspace_id = p_workspace and study_id = p_study and state in ('queued', 'paused') and (source <> 'engine' or attempt > 0)
    returning id, number, state)
  insert into outbox (workspace_id, id, topic, subject_id, body)
  select p_workspace, gen_random_uuid(), 'trial.' || state, id, jsonb_build_object('study_id', p_study, 'number', number) from ended;
  update study set state = 'finished', state_reason = reason, updated_at = clock_timestamp() where workspace_id = p_workspace and id = p_study;
  insert into outbox (workspace_id, id, topic, subject_id, body)
  values (p_workspace, gen_random_uuid(), 'study.finished', p_study, jsonb_build_object('reason', reason));
  insert into audit_event (workspace_id, id, actor_kind, actor_id, action, target_id, detail, request_id)
  values (p_workspace, gen_random_uuid(), 'service', '00000000-0000-0000-0000-000000000000', 'study.finished', p_study,
          jsonb_build_object('reason', reason), 'finish_study');
  return jsonb_build_object('kind', 'finished', 'reason', reason);
end $$;

create or replace function drained_studies(p_limit int) returns table (workspace_id uuid, study_id uuid) language sql stable as $$
  select s.workspace_id, s.id from study s
   where s.state = 'active' and (s.budget_used >= s.max_trials or s.exhausted is not null or s.deadline <= clock_timestamp() or s.max_failures is not null
                                 or s.no_improvement_trials is not null or s.max_cost is not null or s.max_resource is not null or s.objectives @? '$[*].target')
     and not exists (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'running')
     and (hand_out_stop(s) is not null
          or ((s.budget_used >= s.max_trials or s.exhausted is not null)
              and not exists (select 1 from trial t where t.workspace_id = s.workspace_id and t.study_id = s.id and t.state = 'queued') and repeats_open(s) is null))
   limit p_limit
$$;
