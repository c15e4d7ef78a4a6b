-- Artifacts: files of trials that are stored by us, checkpoints above all. A file's row is there before the file and
-- outlives it; what counts, who may do what and what is left to delete is said by rows, never by listing the storage.

-- CreateTable
CREATE TABLE "artifact" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "study_id" UUID NOT NULL,
    "trial_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "sha256" BYTEA NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "created_kind" TEXT NOT NULL,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "finalized_at" TIMESTAMPTZ(6),

    CONSTRAINT "artifact_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "artifact_removal" (
    "name" TEXT NOT NULL,
    "since" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "artifact_removal_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "artifact_space" (
    "only" BOOLEAN NOT NULL DEFAULT true,
    "id" UUID NOT NULL,
    "swept_at" TIMESTAMPTZ(6),

    CONSTRAINT "artifact_space_pkey" PRIMARY KEY ("only")
);

-- AlterTable
ALTER TABLE "checkpoint" ADD COLUMN     "artifact_id" UUID;

-- AlterTable
ALTER TABLE "workspace" ADD COLUMN     "artifact_bytes" BIGINT NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "artifact_workspace_id_trial_id_idx" ON "artifact"("workspace_id", "trial_id");

-- CreateIndex
CREATE INDEX "checkpoint_workspace_id_artifact_id_idx" ON "checkpoint"("workspace_id", "artifact_id");

-- AddForeignKey
ALTER TABLE "artifact" ADD CONSTRAINT "artifact_workspace_id_trial_id_fkey" FOREIGN KEY ("workspace_id", "trial_id") REFERENCES "trial"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "checkpoint" ADD CONSTRAINT "checkpoint_workspace_id_artifact_id_fkey" FOREIGN KEY ("workspace_id", "artifact_id") REFERENCES "artifact"("workspace_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- ---- checks and indexes ------------------------------------------------------------------------------------------------

alter table artifact
  add constraint artifact_kind check (kind in ('checkpoint', 'file')),
  add constraint artifact_state check (state in ('pending', 'uploaded', 'ready')),
  add constraint artifact_finalized check ((state = 'ready') = (finalized_at is not null)),
  add constraint artifact_size check (size >= 0),
  add constraint artifact_sha256 check (length(sha256) = 32),
  add constraint artifact_name check (length(name) between 1 and 200);
alter table artifact_space add constraint artifact_space_only check ("only");
alter table workspace add constraint workspace_artifact_bytes check (artifact_bytes >= 0);
create index artifact_unfinished on artifact (expires_at) where state <> 'ready';

-- ---- row-level security --------------------------------------------------------------------------------------------------

alter table artifact enable row level security;
alter table artifact force row level security;
create policy tenant on artifact for all to tellus_app
  using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
grant select, insert, update, delete on artifact to tellus_app;
create policy system on artifact for all to tellus_system using (true) with check (true);
grant select, delete on artifact to tellus_system;
alter table artifact_removal enable row level security;
create policy system on artifact_removal for all to tellus_system using (true) with check (true);
grant select, insert, delete on artifact_removal to tellus_system;
alter table artifact_space enable row level security;
alter table artifact_space force row level security;
create policy system on artifact_space for all to tellus_system using (true) with check (true);
grant select, insert on artifact_space to tellus_system;
grant update (swept_at) on artifact_space to tellus_system;
grant update (artifact_bytes) on workspace to tellus_app;

-- ---- what a deletion leaves ------------------------------------------------------------------------------------------------

-- However a row goes, by itself or with its trial, study or workspace: the bytes are free, and the file is to be deleted. As the
-- owner of the tables on purpose: nobody else may name files that are to be deleted. Below a cascade PostgreSQL 18 would run
-- it as the owner anyway, and the versions before as whoever deletes.
create policy count_artifacts on workspace for select to tellus_owner using (true);
create policy count_artifacts_down on workspace for update to tellus_owner using (true) with check (true);
create function forget_artifacts() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into artifact_removal (name, since)
  select workspace_id || '/' || study_id || '/' || trial_id || '/' || id, clock_timestamp() from gone
  on conflict do nothing;
  update workspace w set artifact_bytes = w.artifact_bytes - freed.bytes
    from (select workspace_id, sum(size) as bytes from gone group by 1) freed where w.id = freed.workspace_id;
  return null;
end $$;
create trigger forget_artifacts after delete on artifact referencing old table as gone for each statement execute function forget_artifacts();

-- ---- operations --------------------------------------------------------------------------------------------------------------

-- The artifact, if it is the caller's: of the workspace, and of a worker key's project.
create function find_artifact(p_workspace uuid, p_project uuid, p_artifact uuid) returns artifact language plpgsql as $$
declare
  a artifact;
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  select * into a from artifact where workspace_id = p_workspace and id = p_artifact;
  if p_project is not null and not exists (
    select 1 from study s where s.workspace_id = a.workspace_id and s.id = a.study_id and s.project_id = p_project) then
    return null;
  end if;
  return a;
end $$;

-- One that was announced with the same words before: how a repeated request finds what its first one made.
create function same_artifact(p_workspace uuid, p_trial uuid, p_attempt int, p_given jsonb) returns artifact language plpgsql as $$
declare
  a artifact;
begin
  select * into a from artifact
   where workspace_id = p_workspace and trial_id = p_trial and attempt = p_attempt and kind = p_given ->> 'kind' and name = p_given ->> 'name'
     and content_type = p_given ->> 'content_type' and size = (p_given ->> 'size')::bigint and sha256 = decode(p_given ->> 'sha256', 'hex')
   order by created_at limit 1;
  return a;
end $$;

-- p_given: {id, kind, name, content_type, size, sha256, created_kind, created_by}. The lease's row lock has two requests with
-- the same words come one after the other; the workspace's row is where all requests of a workspace meet for the quota.
create function create_artifact(p_workspace uuid, p_project uuid, p_trial uuid, p_attempt int, p_given jsonb, p_quota bigint, p_seconds int)
returns jsonb language plpgsql as $$
declare
  held jsonb;
  a artifact;
begin
  held := hold_lease(p_workspace, p_project, p_trial, p_attempt);
  if held ->> 'kind' <> 'held' then return held; end if;
  a := same_artifact(p_workspace, p_trial, p_attempt, p_given);
  if a.id is not null then return jsonb_build_object('kind', 'artifact', 'id', a.id, 'replayed', true); end if;
  update workspace set artifact_bytes = artifact_bytes + (p_given ->> 'size')::bigint
   where id = p_workspace and artifact_bytes + (p_given ->> 'size')::bigint <= p_quota;
  if not found then
    return (select jsonb_build_object('kind', 'over_quota', 'used', artifact_bytes) from workspace where id = p_workspace);
  end if;
  insert into artifact (workspace_id, id, study_id, trial_id, attempt, kind, name, content_type, size, sha256, created_kind, created_by, created_at, expires_at)
  values (p_workspace, (p_given ->> 'id')::uuid, (held ->> 'study_id')::uuid, p_trial, p_attempt, p_given ->> 'kind', p_given ->> 'name', p_given ->> 'content_type',
    (p_given ->> 'size')::bigint, decode(p_given ->> 'sha256', 'hex'), p_given ->> 'created_kind', (p_given ->> 'created_by')::uuid,
    clock_timestamp(), clock_timestamp() + make_interval(secs => p_seconds));
  return jsonb_build_object('kind', 'artifact', 'id', p_given -> 'id', 'replayed', false);
end $$;

-- Whether its bytes may come: from who holds the trial, under the attempt it was announced with.
create function hold_artifact(p_workspace uuid, p_project uuid, p_artifact uuid) returns jsonb language plpgsql as $$
declare
  a artifact := find_artifact(p_workspace, p_project, p_artifact);
  held jsonb;
begin
  if a.id is null then return '{"kind": "not_found"}'; end if;
  if a.state = 'ready' then return jsonb_build_object('kind', 'artifact', 'id', a.id, 'replayed', true); end if;
  held := hold_lease(p_workspace, p_project, a.trial_id, a.attempt);
  if held ->> 'kind' <> 'held' then return held; end if;
  return jsonb_build_object('kind', 'artifact', 'id', a.id, 'replayed', false);
end $$;

-- From here on it is there: listed, downloadable, and nameable as a checkpoint.
create function finalize_artifact(p_workspace uuid, p_project uuid, p_artifact uuid) returns jsonb language plpgsql as $$
declare
  a artifact := find_artifact(p_workspace, p_project, p_artifact);
  held jsonb := hold_artifact(p_workspace, p_project, p_artifact);
begin
  if held ->> 'kind' <> 'artifact' or (held ->> 'replayed')::boolean then return held; end if;
  update artifact set state = 'ready', finalized_at = clock_timestamp()
   where workspace_id = a.workspace_id and id = a.id and state = 'uploaded';
  if not found then return '{"kind": "not_uploaded"}'; end if;
  return held;
end $$;

-- A checkpoint goes when nobody needs it: its trial has ended, or has a later one, and no trial that took over from it is still
-- to begin there. Naming a checkpoint takes the same row lock, of its trial.
create function delete_artifact(p_workspace uuid, p_project uuid, p_artifact uuid, p_attempt int) returns jsonb language plpgsql as $$
declare
  a artifact := find_artifact(p_workspace, p_project, p_artifact);
  t trial;
  held jsonb;
begin
  if a.id is null then return '{"kind": "not_found"}'; end if;
  if p_attempt is not null then
    held := hold_lease(p_workspace, p_project, a.trial_id, p_attempt);
    if held ->> 'kind' <> 'held' then return held; end if;
  end if;
  select * into t from trial where workspace_id = a.workspace_id and id = a.trial_id for no key update;
  if exists (
    select 1 from checkpoint c where c.workspace_id = a.workspace_id and c.trial_id = a.trial_id and c.artifact_id = a.id and (
      (t.finished_at is null and not exists (
        select 1 from checkpoint l where l.workspace_id = c.workspace_id and l.trial_id = c.trial_id and (l.step, l.attempt) > (c.step, c.attempt)))
      or exists (
        select 1 from trial ch where ch.workspace_id = t.workspace_id and ch.study_id = t.study_id and ch.donor_id = t.id and ch.from_step = c.step
           and ch.finished_at is null))) then
    return '{"kind": "needed"}';
  end if;
  delete from checkpoint where workspace_id = a.workspace_id and trial_id = a.trial_id and artifact_id = a.id;
  delete from artifact where workspace_id = a.workspace_id and id = a.id;
  if not found then return '{"kind": "not_found"}'; end if;
  return jsonb_build_object('kind', 'deleted', 'name', a.name, 'trial_id', a.trial_id);
end $$;

-- ---- checkpoints ---------------------------------------------------------------------------------------------------------------

-- As before, and p_checkpoint may name an artifact in place of uri and sha256: one of this trial, whole and finalized.
-- Its address is below ours; a release that does not know of artifacts hands out the address all the same.
create or replace function store_checkpoint(p_workspace uuid, p_trial uuid, p_attempt int, p_checkpoint jsonb) returns jsonb language plpgsql as $$
declare
  stored checkpoint;
  a artifact;
  given_uri text := p_checkpoint ->> 'uri';
  given_hash bytea := decode(p_checkpoint ->> 'sha256', 'hex');
begin
  if p_checkpoint ->> 'artifact' is not null then
    a := find_artifact(p_workspace, null, substr(p_checkpoint ->> 'artifact', 5)::uuid);
    if a.id is null or a.trial_id <> p_trial then return '{"kind": "artifact_missing"}'; end if;
    if a.state <> 'ready' or a.kind <> 'checkpoint' then return jsonb_build_object('kind', 'artifact_unfit', 'is_ready', a.state = 'ready'); end if;
    given_uri := '/api/v1/artifacts/' || api_id('art', a.id) || '/content';
    given_hash := a.sha256;
  end if;
  insert into checkpoint (workspace_id, trial_id, attempt, step, uri, sha256, artifact_id, finalised_at, created_at)
  values (p_workspace, p_trial, p_attempt, (p_checkpoint ->> 'step')::int, given_uri, given_hash, a.id, clock_timestamp(), clock_timestamp())
  on conflict (workspace_id, trial_id, attempt, step) do update set step = excluded.step returning * into stored;
  if stored.uri = given_uri and stored.sha256 is not distinct from given_hash then return null; end if;
  return jsonb_build_object('kind', 'checkpoint_conflict', 'step', stored.step, 'uri', stored.uri);
end $$;

-- As before, and of an artifact which one it is. What a checkpoint names was finalized, and stays as long as it is named.
create or replace function checkpoint_of(t trial) returns jsonb language plpgsql stable as $$
begin
  return (
    select jsonb_build_object('step', c.step, 'uri', c.uri, 'sha256', encode(c.sha256, 'hex'), 'artifact', c.artifact_id) from checkpoint c
     where c.workspace_id = t.workspace_id and c.finalised_at is not null
       and (c.trial_id = t.id or (c.trial_id = t.donor_id and c.step = t.from_step))
     order by c.trial_id = t.id desc, c.step desc, c.attempt desc limit 1);
end $$;
