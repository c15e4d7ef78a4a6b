-- People: invitations by link, sign-in through identity providers, sessions that can be named, the first person's set-up
-- code, and who a workspace sees of its members.

-- CreateTable
CREATE TABLE "invitation" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "email" TEXT,
    "email_key" TEXT,
    "secret_hash" BYTEA NOT NULL,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "accepted_at" TIMESTAMPTZ(6),
    "accepted_by" UUID,
    "revoked_at" TIMESTAMPTZ(6),

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "identity" (
    "provider" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "identity_pkey" PRIMARY KEY ("provider","subject")
);

-- CreateTable
CREATE TABLE "set_up_code" (
    "is_only" BOOLEAN NOT NULL DEFAULT true,
    "code_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "set_up_code_pkey" PRIMARY KEY ("is_only")
);

-- AlterTable
ALTER TABLE "session" ADD COLUMN "id" UUID NOT NULL DEFAULT gen_random_uuid();

-- CreateIndex
CREATE UNIQUE INDEX "session_id_key" ON "session"("id");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_secret_hash_key" ON "invitation"("secret_hash");

-- CreateIndex
CREATE INDEX "identity_person_id_idx" ON "identity"("person_id");

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity" ADD CONSTRAINT "identity_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---- checks ---------------------------------------------------------------------------------------------------------

alter table invitation
  add constraint invitation_role check (role in ('owner', 'admin', 'member', 'viewer')),
  add constraint invitation_hash check (length(secret_hash) = 32),
  add constraint invitation_email check ((email is null) = (email_key is null)),
  add constraint invitation_accepted check ((accepted_at is null) = (accepted_by is null)),
  add constraint invitation_ended_once check (accepted_at is null or revoked_at is null);

alter table identity add constraint identity_provider check (provider in ('oidc', 'github', 'google'));

alter table set_up_code
  add constraint set_up_code_one check (is_only),
  add constraint set_up_code_hash check (length(code_hash) = 32);

-- A workspace never loses its last owner, whatever the code does. Changes of one workspace's owners wait for each other,
-- and the count is taken after the wait: of two owners who remove each other at the same time the second is told to look
-- again (hence the code), and then finds itself the last one.
create function keep_an_owner() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('owners ' || old.workspace_id, 0));
  if exists (select 1 from workspace where id = old.workspace_id)
     and not exists (select 1 from membership where workspace_id = old.workspace_id and role = 'owner') then
    raise exception 'workspace % would lose its last owner', old.workspace_id using errcode = 'serialization_failure';
  end if;
  return null;
end $$;

create trigger membership_keeps_an_owner_update after update of role on membership for each row
  when (old.role = 'owner' and new.role <> 'owner') execute function keep_an_owner();
create trigger membership_keeps_an_owner_delete after delete on membership for each row
  when (old.role = 'owner') execute function keep_an_owner();

-- ---- row-level security -----------------------------------------------------------------------------------------------

alter table invitation enable row level security;
alter table invitation force row level security;
create policy tenant on invitation for all to tellus_app
  using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
create policy system on invitation for all to tellus_system using (true) with check (true);
grant select, insert, update, delete on invitation to tellus_app;
grant select on invitation to tellus_system;
grant update (accepted_at, accepted_by) on invitation to tellus_system;

alter table identity enable row level security;
alter table identity force row level security;
create policy system on identity for all to tellus_system using (true) with check (true);
grant select, insert, delete on identity to tellus_system;

alter table set_up_code enable row level security;
alter table set_up_code force row level security;
create policy system on set_up_code for all to tellus_system using (true) with check (true);
grant select, insert, update, delete on set_up_code to tellus_system;

-- A workspace sees the names and addresses of its members, and nothing else of anybody.
create policy tenant on person for select to tellus_app
  using (exists (select 1 from membership m where m.person_id = person.id and m.workspace_id = current_workspace()));
grant select (id, name, email) on person to tellus_app;

-- A workspace may rename itself; its address stays.
create policy tenant_rename on workspace for update to tellus_app
  using (id = current_workspace()) with check (id = current_workspace());
grant update (name) on workspace to tellus_app;
