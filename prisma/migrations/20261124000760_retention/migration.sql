-- What the retention job deletes, it finds without reading the whole table. Rows come in the order of time, so a BRIN
-- index costs the hot path next to nothing.
create index outbox_created_at_idx on outbox using brin (created_at);
create index engine_call_called_at_idx on engine_call using brin (called_at);

create policy system on engine_call for all to tellus_system using (true) with check (true);
grant select, delete on engine_call to tellus_system;
