-- What a tell says of the steps trained: its own checkpoint counts, and a worker that only tells has trained as far as it was told to.

-- As before; where a hand-out measured nothing and wrote no checkpoint, a completed one has come to its target.
create or replace function steps_trained(a attempt) returns int language plpgsql stable as $$
begin
  return greatest(0, coalesce(greatest(
    (select max(m.step) from measurement m where m.workspace_id = a.workspace_id and m.trial_id = a.trial_id and m.attempt = a.number),
    (select max(c.step) from checkpoint c where c.workspace_id = a.workspace_id and c.trial_id = a.trial_id and c.attempt = a.number)),
    (select t.announced_target::int from trial t
      where t.workspace_id = a.workspace_id and t.id = a.trial_id and t.attempt = a.number and t.state = 'completed' and a.end_reason = 'told')) - a.from_step);
end $$;

-- The checkpoint of a tell comes after the end of its hand-out.
create function count_trained_later() returns trigger language plpgsql as $$
begin
  update attempt a set trained = steps_trained(a)
   where a.workspace_id = new.workspace_id and a.trial_id = new.trial_id and a.number = new.attempt and a.ended_at is not null and a.trained is not null;
  return null;
end $$;
create trigger checkpoint_counts_trained after insert on checkpoint for each row execute function count_trained_later();
