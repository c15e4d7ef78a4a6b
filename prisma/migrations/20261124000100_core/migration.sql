-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "person" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "email_key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id_hash" BYTEA NOT NULL,
    "person_id" UUID NOT NULL,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id_hash")
);

-- CreateTable
CREATE TABLE "workspace" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "workspace_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("workspace_id","person_id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "project_id" UUID,
    "scopes" TEXT[],
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "last_used_at" TIMESTAMPTZ(6),
    "revoked_at" TIMESTAMPTZ(6),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "project" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "project_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "study" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "state_reason" TEXT,
    "archived_at" TIMESTAMPTZ(6),
    "objectives" JSONB NOT NULL,
    "outcome_constraints" JSONB NOT NULL DEFAULT '[]',
    "sampler" JSONB NOT NULL,
    "scheduler" JSONB,
    "repeats" JSONB,
    "seed" BIGINT NOT NULL,
    "reproducible" BOOLEAN NOT NULL DEFAULT false,
    "space_revision" INTEGER NOT NULL DEFAULT 1,
    "max_trials" INTEGER NOT NULL,
    "max_parallel" INTEGER,
    "max_failures" INTEGER,
    "max_retries" INTEGER NOT NULL DEFAULT 3,
    "max_resource" DOUBLE PRECISION,
    "max_cost" DOUBLE PRECISION,
    "no_improvement_trials" INTEGER,
    "trial_timeout_s" INTEGER,
    "deadline" TIMESTAMPTZ(6),
    "next_number" INTEGER NOT NULL DEFAULT 0,
    "budget_used" INTEGER NOT NULL DEFAULT 0,
    "exhausted" BOOLEAN NOT NULL DEFAULT false,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "tags" TEXT[],
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "study_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "space_revision" (
    "workspace_id" UUID NOT NULL,
    "study_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "search_space" JSON NOT NULL,
    "constraints" JSONB NOT NULL DEFAULT '[]',
    "fingerprint" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "space_revision_pkey" PRIMARY KEY ("workspace_id","study_id","revision")
);

-- CreateTable
CREATE TABLE "trial" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "study_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "state_reason" TEXT,
    "source" TEXT NOT NULL,
    "assignments" JSONB NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "repeat_group" UUID,
    "repeat_index" INTEGER NOT NULL DEFAULT 0,
    "parent_id" UUID,
    "retry_of" UUID,
    "seed" BIGINT,
    "origin" JSONB NOT NULL,
    "space_revision" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "priority" INTEGER NOT NULL,
    "bracket" INTEGER,
    "target_resource" DOUBLE PRECISION,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(6),
    "lease_seconds" INTEGER,
    "worker_id" TEXT,
    "retries" INTEGER NOT NULL DEFAULT 0,
    "verdict" TEXT NOT NULL DEFAULT 'continue',
    "verdict_reason" JSONB,
    "feasible" BOOLEAN,
    "cost" DOUBLE PRECISION,
    "result_hash" BYTEA,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(6),
    "finished_at" TIMESTAMPTZ(6),

    CONSTRAINT "trial_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "attempt" (
    "workspace_id" UUID NOT NULL,
    "trial_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "study_id" UUID NOT NULL,
    "principal_id" UUID NOT NULL,
    "worker_id" TEXT,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(6),
    "end_reason" TEXT,

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("workspace_id","trial_id","number")
);

-- CreateTable
CREATE TABLE "measurement" (
    "workspace_id" UUID NOT NULL,
    "trial_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "metric" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "value" DOUBLE PRECISION,
    "value_kind" TEXT NOT NULL,
    "measured_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "measurement_pkey" PRIMARY KEY ("workspace_id","trial_id","attempt","metric","step")
);

-- CreateTable
CREATE TABLE "observation_value" (
    "workspace_id" UUID NOT NULL,
    "trial_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "metric" TEXT NOT NULL,
    "study_id" UUID NOT NULL,
    "trial_number" INTEGER NOT NULL,
    "value" DOUBLE PRECISION,
    "value_kind" TEXT NOT NULL,
    "std_error" DOUBLE PRECISION,
    "n" INTEGER,
    "current" BOOLEAN NOT NULL DEFAULT true,
    "rankable" BOOLEAN NOT NULL,
    "told_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "observation_value_pkey" PRIMARY KEY ("workspace_id","trial_id","revision","metric")
);

-- CreateTable
CREATE TABLE "checkpoint" (
    "workspace_id" UUID NOT NULL,
    "trial_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "uri" TEXT NOT NULL,
    "sha256" BYTEA,
    "finalised_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "checkpoint_pkey" PRIMARY KEY ("workspace_id","trial_id","attempt","step")
);

-- CreateTable
CREATE TABLE "parallel_slot" (
    "workspace_id" UUID NOT NULL,
    "study_id" UUID NOT NULL,
    "slot" INTEGER NOT NULL,
    "trial_id" UUID,

    CONSTRAINT "parallel_slot_pkey" PRIMARY KEY ("workspace_id","study_id","slot")
);

-- CreateTable
CREATE TABLE "rung" (
    "workspace_id" UUID NOT NULL,
    "study_id" UUID NOT NULL,
    "bracket" INTEGER NOT NULL,
    "rung" INTEGER NOT NULL,
    "resource" DOUBLE PRECISION NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "closed_at" TIMESTAMPTZ(6),

    CONSTRAINT "rung_pkey" PRIMARY KEY ("workspace_id","study_id","bracket","rung")
);

-- CreateTable
CREATE TABLE "rung_result" (
    "workspace_id" UUID NOT NULL,
    "study_id" UUID NOT NULL,
    "bracket" INTEGER NOT NULL,
    "rung" INTEGER NOT NULL,
    "trial_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "values" JSONB NOT NULL,
    "decision" TEXT NOT NULL,
    "reason" JSONB,
    "decided_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rung_result_pkey" PRIMARY KEY ("workspace_id","study_id","bracket","rung","trial_id")
);

-- CreateTable
CREATE TABLE "promotion" (
    "workspace_id" UUID NOT NULL,
    "study_id" UUID NOT NULL,
    "bracket" INTEGER NOT NULL,
    "from_rung" INTEGER NOT NULL,
    "trial_id" UUID NOT NULL,
    "target" DOUBLE PRECISION NOT NULL,
    "promoted_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "promotion_pkey" PRIMARY KEY ("workspace_id","study_id","bracket","from_rung","trial_id")
);

-- CreateTable
CREATE TABLE "history" (
    "workspace_id" UUID NOT NULL,
    "study_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "trial_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "folded_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "history_pkey" PRIMARY KEY ("workspace_id","study_id","seq")
);

-- CreateTable
CREATE TABLE "engine_lease" (
    "workspace_id" UUID NOT NULL,
    "study_id" UUID NOT NULL,
    "holder" UUID,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "expires_at" TIMESTAMPTZ(6),
    "crashes" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "engine_lease_pkey" PRIMARY KEY ("workspace_id","study_id")
);

-- CreateTable
CREATE TABLE "engine_call" (
    "workspace_id" UUID NOT NULL,
    "study_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "fence" INTEGER NOT NULL,
    "engine_version" TEXT NOT NULL,
    "sampler" JSONB NOT NULL,
    "space_revision" INTEGER NOT NULL,
    "basis_seq" INTEGER NOT NULL,
    "pending" JSONB NOT NULL,
    "numbers" INTEGER[],
    "outputs" JSONB NOT NULL,
    "took_ms" DOUBLE PRECISION NOT NULL,
    "called_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "engine_call_pkey" PRIMARY KEY ("workspace_id","study_id","id")
);

-- CreateTable
CREATE TABLE "idempotency_record" (
    "workspace_id" UUID NOT NULL,
    "principal_id" UUID NOT NULL,
    "route" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "response" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_record_pkey" PRIMARY KEY ("workspace_id","principal_id","route","key")
);

-- CreateTable
CREATE TABLE "outbox" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "topic" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "body" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "locked_until" TIMESTAMPTZ(6),
    "done_at" TIMESTAMPTZ(6),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "workspace_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "target_id" UUID NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "request_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("workspace_id","id")
);

-- CreateTable
CREATE TABLE "service_heartbeat" (
    "replica_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "beat_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "service_heartbeat_pkey" PRIMARY KEY ("replica_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key_key" ON "person"("email_key");

-- CreateIndex
CREATE INDEX "session_person_id_idx" ON "session"("person_id");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "workspace_slug_key" ON "workspace"("slug");

-- CreateIndex
CREATE INDEX "membership_person_id_idx" ON "membership"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_secret_hash_key" ON "api_key"("secret_hash");

-- CreateIndex
CREATE INDEX "api_key_workspace_id_project_id_idx" ON "api_key"("workspace_id", "project_id");

-- CreateIndex
CREATE UNIQUE INDEX "project_workspace_id_name_key_key" ON "project"("workspace_id", "name_key");

-- CreateIndex
CREATE INDEX "study_workspace_id_project_id_created_at_idx" ON "study"("workspace_id", "project_id", "created_at");

-- CreateIndex
CREATE INDEX "study_state_idx" ON "study"("state");

-- CreateIndex
CREATE UNIQUE INDEX "study_workspace_id_project_id_name_key_key" ON "study"("workspace_id", "project_id", "name_key");

-- CreateIndex
CREATE INDEX "trial_workspace_id_study_id_state_idx" ON "trial"("workspace_id", "study_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "trial_workspace_id_study_id_number_key" ON "trial"("workspace_id", "study_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "trial_workspace_id_study_id_fingerprint_repeat_index_key" ON "trial"("workspace_id", "study_id", "fingerprint", "repeat_index");

-- CreateIndex
CREATE UNIQUE INDEX "parallel_slot_workspace_id_trial_id_key" ON "parallel_slot"("workspace_id", "trial_id");

-- CreateIndex
CREATE INDEX "rung_result_workspace_id_trial_id_idx" ON "rung_result"("workspace_id", "trial_id");

-- CreateIndex
CREATE INDEX "promotion_workspace_id_trial_id_idx" ON "promotion"("workspace_id", "trial_id");

-- CreateIndex
CREATE UNIQUE INDEX "history_workspace_id_study_id_trial_id_kind_version_key" ON "history"("workspace_id", "study_id", "trial_id", "kind", "version");

-- CreateIndex
CREATE INDEX "idempotency_record_created_at_idx" ON "idempotency_record"("created_at");

-- CreateIndex
CREATE INDEX "audit_event_workspace_id_at_idx" ON "audit_event"("workspace_id", "at");

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_workspace_id_project_id_fkey" FOREIGN KEY ("workspace_id", "project_id") REFERENCES "project"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "project" ADD CONSTRAINT "project_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "study" ADD CONSTRAINT "study_workspace_id_project_id_fkey" FOREIGN KEY ("workspace_id", "project_id") REFERENCES "project"("workspace_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "space_revision" ADD CONSTRAINT "space_revision_workspace_id_study_id_fkey" FOREIGN KEY ("workspace_id", "study_id") REFERENCES "study"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trial" ADD CONSTRAINT "trial_workspace_id_study_id_fkey" FOREIGN KEY ("workspace_id", "study_id") REFERENCES "study"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_workspace_id_trial_id_fkey" FOREIGN KEY ("workspace_id", "trial_id") REFERENCES "trial"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "measurement" ADD CONSTRAINT "measurement_workspace_id_trial_id_fkey" FOREIGN KEY ("workspace_id", "trial_id") REFERENCES "trial"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "observation_value" ADD CONSTRAINT "observation_value_workspace_id_trial_id_fkey" FOREIGN KEY ("workspace_id", "trial_id") REFERENCES "trial"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "checkpoint" ADD CONSTRAINT "checkpoint_workspace_id_trial_id_fkey" FOREIGN KEY ("workspace_id", "trial_id") REFERENCES "trial"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "parallel_slot" ADD CONSTRAINT "parallel_slot_workspace_id_study_id_fkey" FOREIGN KEY ("workspace_id", "study_id") REFERENCES "study"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "parallel_slot" ADD CONSTRAINT "parallel_slot_workspace_id_trial_id_fkey" FOREIGN KEY ("workspace_id", "trial_id") REFERENCES "trial"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rung" ADD CONSTRAINT "rung_workspace_id_study_id_fkey" FOREIGN KEY ("workspace_id", "study_id") REFERENCES "study"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rung_result" ADD CONSTRAINT "rung_result_workspace_id_study_id_bracket_rung_fkey" FOREIGN KEY ("workspace_id", "study_id", "bracket", "rung") REFERENCES "rung"("workspace_id", "study_id", "bracket", "rung") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rung_result" ADD CONSTRAINT "rung_result_workspace_id_trial_id_fkey" FOREIGN KEY ("workspace_id", "trial_id") REFERENCES "trial"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion" ADD CONSTRAINT "promotion_workspace_id_study_id_bracket_from_rung_fkey" FOREIGN KEY ("workspace_id", "study_id", "bracket", "from_rung") REFERENCES "rung"("workspace_id", "study_id", "bracket", "rung") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "promotion" ADD CONSTRAINT "promotion_workspace_id_trial_id_fkey" FOREIGN KEY ("workspace_id", "trial_id") REFERENCES "trial"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "history" ADD CONSTRAINT "history_workspace_id_study_id_fkey" FOREIGN KEY ("workspace_id", "study_id") REFERENCES "study"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "history" ADD CONSTRAINT "history_workspace_id_trial_id_fkey" FOREIGN KEY ("workspace_id", "trial_id") REFERENCES "trial"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "engine_lease" ADD CONSTRAINT "engine_lease_workspace_id_study_id_fkey" FOREIGN KEY ("workspace_id", "study_id") REFERENCES "study"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "engine_call" ADD CONSTRAINT "engine_call_workspace_id_study_id_fkey" FOREIGN KEY ("workspace_id", "study_id") REFERENCES "study"("workspace_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

