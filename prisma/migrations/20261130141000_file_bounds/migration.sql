-- A workspace may have a quota of files of its own, and a trial keeps so many files at most.

-- AlterTable
ALTER TABLE "workspace" ADD COLUMN     "artifact_quota_bytes" BIGINT;

alter table workspace add constraint workspace_artifact_quota check (artifact_quota_bytes >= 0);
grant update (artifact_quota_bytes) on workspace to tellus_app;

create function count_artifacts(p_workspace uuid, p_trial uuid) returns int language plpgsql stable as $$
begin
  return (select count(*) from artifact where workspace_id = p_workspace and trial_id = p_trial);
end $$;

-- As before, and p_given has files_max, of the trial, and quota_max, beyond which no workspace's own quota goes: what the
-- installation says. p_quota holds for workspaces that have none of their own. The release before gives neither.
create or replace function create_artifact(p_workspace uuid, p_project uuid, p_trial uuid, p_attempt int, p_given jsonb, p_quota bigint, p_seconds int)
returns jsonb language plpgsql as $$
declare
  held jsonb;
  a artifact;
begin
  held := hold_lease(p_workspace, p_project, p_trial, p_attempt);
  if held ->> 'kind' <> 'held' then return held; end if;
  a := same_artifact(p_workspace, p_trial, p_attempt, p_given);
  if a.id is not null then return jsonb_build_object('kind', 'artifact', 'id', a.id, 'replayed', true); end if;
  if count_artifacts(p_workspace, p_trial) >= (p_given ->> 'files_max')::int then
    return '{"kind": "too_many"}';
  end if;
  -- Waits for others of the workspace, and reads its row again then: neither two files nor a changed quota are overlooked.
  update workspace set artifact_bytes = artifact_bytes + (p_given ->> 'size')::bigint
   where id = p_workspace and artifact_bytes + (p_given ->> 'size')::bigint
      <= least(coalesce(artifact_quota_bytes, p_quota), coalesce((p_given ->> 'quota_max')::bigint, p_quota));
  if not found then
    return (select jsonb_build_object('kind', 'over_quota', 'used', artifact_bytes,
              'quota', least(coalesce(artifact_quota_bytes, p_quota), coalesce((p_given ->> 'quota_max')::bigint, p_quota)))
              from workspace where id = p_workspace);
  end if;
  insert into artifact (workspace_id, id, study_id, trial_id, attempt, kind, name, content_type, size, sha256, created_kind, created_by, created_at, expires_at)
  values (p_workspace, (p_given ->> 'id')::uuid, (held ->> 'study_id')::uuid, p_trial, p_attempt, p_given ->> 'kind', p_given ->> 'name', p_given ->> 'content_type',
    (p_given ->> 'size')::bigint, decode(p_given ->> 'sha256', 'hex'), p_given ->> 'created_kind', (p_given ->> 'created_by')::uuid,
    clock_timestamp(), clock_timestamp() + make_interval(secs => p_seconds));
  return jsonb_build_object('kind', 'artifact', 'id', p_given -> 'id', 'replayed', false);
end $$;
