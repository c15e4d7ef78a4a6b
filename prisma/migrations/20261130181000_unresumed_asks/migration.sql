-- Who asks of a study whose waiting trials all have checkpoints, and cannot go on from one, is sent away. When that was last so, for
-- people who look at the study. At most one write a minute and study, only where nothing was handed out, and it waits for nobody.

ALTER TABLE "study" ADD COLUMN     "unresumed_ask_at" TIMESTAMPTZ(6);

create function note_unresumed_ask(p_workspace uuid, p_study uuid) returns boolean language plpgsql as $$
begin
  perform set_config('app.workspace_id', p_workspace::text, true);
  update study u set unresumed_ask_at = clock_timestamp()
   where u.workspace_id = p_workspace and u.id in (
     select s.id from study s where s.workspace_id = p_workspace and s.id = p_study
        and coalesce(s.unresumed_ask_at < clock_timestamp() - interval '1 minute', true) for no key update skip locked);
  return found;
end $$;
