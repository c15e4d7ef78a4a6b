"use client";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { TableHeadCell } from "@/components/ui/table-head-cell";
import { useNow } from "@/components/ui/use-now";
import { webhookHealth } from "@/lib/analysis/webhook-health";
import type { Project } from "@/lib/contract/project";
import type { Webhook } from "@/lib/contract/webhook";
import { formatAgo, formatExactTime } from "@/lib/format/date";
import { describeEvents, HEALTH } from "./webhook-words";

interface WebhooksTableProps {
  readonly webhooks: readonly Webhook[];
  readonly projects: readonly Project[];
  readonly nowMs: number;
  readonly onShow: (id: string) => void;
}

export function WebhooksTable({ webhooks, projects, nowMs, onShow }: WebhooksTableProps) {
  const now = useNow(nowMs, 10_000);
  const nameOf = new Map(projects.map(({ id, name }) => [id, name]));
  return (
    <Table label="Webhooks">
      <TableHead>
        <TableHeadCell>Webhook</TableHeadCell>
        <TableHeadCell className="max-md:hidden">Events</TableHeadCell>
        <TableHeadCell className="max-lg:hidden">Of</TableHeadCell>
        <TableHeadCell>State</TableHeadCell>
        <TableHeadCell numeric className="max-sm:hidden">
          Created
        </TableHeadCell>
        <TableHeadCell className="w-10">
          <span className="sr-only">Actions</span>
        </TableHeadCell>
      </TableHead>
      <tbody>
        {webhooks.map((webhook) => (
          <WebhookRow
            key={webhook.id}
            webhook={webhook}
            projectName={webhook.project_id === null ? null : (nameOf.get(webhook.project_id) ?? webhook.project_id)}
            nowMs={now}
            onShow={() => onShow(webhook.id)}
          />
        ))}
      </tbody>
    </Table>
  );
}

interface WebhookRowProps {
  readonly webhook: Webhook;
  readonly projectName: string | null;
  readonly nowMs: number;
  readonly onShow: () => void;
}

function WebhookRow({ webhook, projectName, nowMs, onShow }: WebhookRowProps) {
  const health = HEALTH[webhookHealth(webhook, nowMs)];
  return (
    <TableRow>
      <TableCell rowHead className="max-w-80 max-sm:max-w-40">
        <bdi className="block truncate">{webhook.name}</bdi>
        <code className="block truncate font-mono text-xs font-normal text-ink-faint" title={webhook.url}>
          {webhook.url}
        </code>
      </TableCell>
      <TableCell muted className="max-w-72 text-pretty max-md:hidden">
        {describeEvents(webhook.event_types)}
      </TableCell>
      <TableCell muted className="max-w-40 truncate max-lg:hidden">
        {projectName === null ? "all projects" : <bdi>{projectName}</bdi>}
      </TableCell>
      <TableCell>
        <Badge tone={health.tone}>{health.word}</Badge>
      </TableCell>
      <TableCell numeric muted className="max-sm:hidden">
        <time dateTime={webhook.created_at} title={formatExactTime(webhook.created_at)}>
          {formatAgo(webhook.created_at, nowMs)}
        </time>
      </TableCell>
      <TableCell>
        <Button size="sm" variant="quiet" aria-label={`Deliveries of ${webhook.name}`} onClick={onShow}>
          Deliveries
        </Button>
      </TableCell>
    </TableRow>
  );
}
