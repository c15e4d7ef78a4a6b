-- Share links: the address of one study for people without an account.

-- CreateTable
CREATE TABLE "share_link" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "study_id" UUID NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "title" TEXT,
    "shows" TEXT[],
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "revoked_at" TIMESTAMPTZ(6),
    "last_opened_at" TIMESTAMPTZ(6),

    CONSTRAINT "share_link_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "share_link_secret_hash_key" ON "share_link"("secret_hash");

-- CreateIndex
CREATE INDEX "share_link_workspace_id_study_id_idx" ON "share_link"("workspace_id", "study_id");

-- AddForeignKey
ALTER TABLE "share_link" ADD CONSTRAINT "share_link_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "share_link" ADD CONSTRAINT "share_link_workspace_id_study_id_fkey" FOREIGN KEY ("workspace_id", "study_id") REFERENCES "study"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---- checks ---------------------------------------------------------------------------------------------------------

-- Parts are not listed here: a part that the code does not know shows nothing, and a new one needs no migration.
alter table share_link
  alter column shows set not null,
  add constraint share_link_hash check (length(secret_hash) = 32),
  add constraint share_link_title check (length(title) between 1 and 200),
  add constraint share_link_ends check (expires_at <= created_at + interval '366 days');

-- ---- row-level security -----------------------------------------------------------------------------------------------

alter table share_link enable row level security;
alter table share_link force row level security;
create policy tenant on share_link for all to tellus_app
  using (workspace_id = current_workspace()) with check (workspace_id = current_workspace());
create policy system on share_link for all to tellus_system using (true) with check (true);
grant select, insert, update, delete on share_link to tellus_app;
-- The look-up that precedes the workspace, and nothing else.
grant select (workspace_id, id, study_id, secret_hash, title, shows, expires_at, revoked_at, last_opened_at) on share_link to tellus_system;
grant update (last_opened_at) on share_link to tellus_system;
