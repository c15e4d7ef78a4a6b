-- A replayed answer is the first one as it was: jsonb would sort its keys, and the order of a search space has a meaning
-- (`when` names earlier parameters only, quasi-random dimensions follow it).
alter table idempotency_record alter column response type json using response::json;

-- As before, but that the record's answer is json now.
create or replace function replay_ask(p_workspace uuid, p_principal uuid, p_route text, p_key text, p_hash bytea) returns jsonb language plpgsql as $$
declare
  stored idempotency_record;
  handed_out_once jsonb;
  superseded boolean;
begin
  insert into idempotency_record (workspace_id, principal_id, route, key, body_hash, response)
  values (p_workspace, p_principal, p_route, p_key, p_hash, '[]') on conflict do nothing;
  if found then return null; end if;
  select * into stored from idempotency_record
   where workspace_id = p_workspace and principal_id = p_principal and route = p_route and key = p_key;
  if stored.body_hash is null or stored.body_hash <> p_hash then return '{"kind": "idempotency_mismatch"}'; end if;
  handed_out_once := stored.response::jsonb;
  select bool_or(t.attempt <> (item ->> 'attempt')::int) into superseded
    from jsonb_array_elements(handed_out_once) item join trial t on t.workspace_id = p_workspace and t.id = (item ->> 'id')::uuid;
  if superseded then return '{"kind": "lease_lost"}'; end if;
  return jsonb_build_object('kind', 'trials', 'replayed', true, 'redelivered', false, 'trials',
    handed_out(p_workspace, array(select (item ->> 'id')::uuid from jsonb_array_elements(handed_out_once) item)));
end $$;
