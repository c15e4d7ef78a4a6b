-- Files that are to be deleted are tried in an order of their own: one that cannot be deleted waits longer each time and
-- keeps no other waiting.

-- AlterTable
ALTER TABLE "artifact_removal" ADD COLUMN     "next_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "tries" INTEGER NOT NULL DEFAULT 0;

-- CreateIndex
CREATE INDEX "artifact_removal_next_at_name_idx" ON "artifact_removal"("next_at", "name");

grant update (next_at, tries) on artifact_removal to tellus_system;
