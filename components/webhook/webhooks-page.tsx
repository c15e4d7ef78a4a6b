"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { PageHeader } from "@/components/ui/page-header";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { useTRPC } from "@/components/workspace/trpc";
import { countOf } from "@/lib/format/count";
import { CreateWebhookDialog } from "./create-webhook-dialog";
import { WebhookSheet } from "./webhook-sheet";
import { PROJECTS_NAMED } from "./webhooks-input";
import { WebhooksTable } from "./webhooks-table";

/** Where the workspace's events are sent, and whether they arrive. */
export function WebhooksPage({ nowMs }: { readonly nowMs: number }) {
  const trpc = useTRPC();
  const [shown, setShown] = useState<string>();
  const webhooks = useQuery(trpc.webhook.list.queryOptions({}));
  const projects = useQuery(trpc.project.list.queryOptions(PROJECTS_NAMED));
  const rows = webhooks.data?.data ?? [];
  const chosen = rows.find(({ id }) => id === shown);
  return (
    <>
      <PageHeader
        title="Webhooks"
        description="Events are sent to addresses of yours as they happen, each signed with a secret."
        actions={<CreateWebhookDialog projects={projects.data?.data ?? []} />}
      />
      <Card id="webhooks" title="Addresses" note={webhooks.isSuccess ? countOf(rows.length, "webhook") : undefined}>
        {webhooks.isPending ? <SkeletonRows label="Loading webhooks" /> : null}
        {webhooks.isError ? (
          <ErrorState title="The webhooks could not be loaded" onRetry={() => void webhooks.refetch()}>
            {webhooks.error.message}
          </ErrorState>
        ) : null}
        {webhooks.isSuccess && rows.length === 0 ? (
          <EmptyState title="Nothing is sent anywhere" icon="link">
            With a webhook a chat learns that a study is finished, or a job starts when it is.
          </EmptyState>
        ) : null}
        {rows.length === 0 ? null : (
          <WebhooksTable webhooks={rows} projects={projects.data?.data ?? []} nowMs={nowMs} onShow={setShown} />
        )}
      </Card>
      {chosen === undefined ? null : (
        <WebhookSheet webhook={chosen} nowMs={nowMs} onClose={() => setShown(undefined)} />
      )}
    </>
  );
}
