"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { useToast } from "@/components/ui/toast";
import { useTRPC } from "@/components/workspace/trpc";
import { deliveryHealth } from "@/lib/analysis/webhook-health";
import type { WebhookDelivery } from "@/lib/contract/webhook";
import { countOf } from "@/lib/format/count";
import { formatAgo, formatExactTime } from "@/lib/format/date";
import { formatTimeLeft } from "@/lib/format/duration";
import { DELIVERY } from "./webhook-words";

const DELIVERIES_IN_PAGE = 50;
/** While something is on its way, its end is worth seeing. */
const LOOK_EVERY_MS = 1_500;

interface DeliveryListProps {
  readonly webhookId: string;
  readonly nowMs: number;
  readonly enabled: boolean;
}

/** What was sent to a webhook, newest first, and what became of it. */
export function DeliveryList({ webhookId, nowMs, enabled }: DeliveryListProps) {
  const trpc = useTRPC();
  const deliveries = useInfiniteQuery(
    trpc.webhook.deliveries.infiniteQueryOptions(
      { webhook_id: webhookId, limit: DELIVERIES_IN_PAGE },
      {
        getNextPageParam: (page) => page.next_cursor,
        refetchInterval: ({ state }) =>
          state.data?.pages[0]?.data.some((delivery) => delivery.state === "pending") === true ? LOOK_EVERY_MS : false,
      },
    ),
  );
  const rows = deliveries.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <section aria-labelledby="deliveries" className="border-t border-line pt-3">
      <h3 id="deliveries" className="text-sm font-semibold">
        Deliveries of the last seven days
      </h3>
      {deliveries.isPending ? <SkeletonRows label="Loading deliveries" /> : null}
      {deliveries.isError ? (
        <ErrorState title="The deliveries could not be loaded" onRetry={() => void deliveries.refetch()} />
      ) : null}
      {deliveries.isSuccess && rows.length === 0 ? (
        <EmptyState title="Nothing was sent yet" icon="upload">
          Send a test to see whether the receiver takes it.
        </EmptyState>
      ) : null}
      <ul className="divide-y divide-line">
        {rows.map((delivery) => (
          <DeliveryItem key={delivery.id} delivery={delivery} nowMs={nowMs} enabled={enabled} />
        ))}
      </ul>
      {deliveries.hasNextPage ? (
        <Button variant="quiet" busy={deliveries.isFetchingNextPage} onClick={() => void deliveries.fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </section>
  );
}

interface DeliveryItemProps {
  readonly delivery: WebhookDelivery;
  readonly nowMs: number;
  readonly enabled: boolean;
}

function DeliveryItem({ delivery, nowMs, enabled }: DeliveryItemProps) {
  const look = DELIVERY[deliveryHealth(delivery)];
  return (
    <li className="flex items-start gap-3 py-2.5 text-sm">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">{delivery.event_type}</span>
          <Badge tone={look.tone}>{look.word}</Badge>
        </p>
        <p className="text-xs text-pretty text-ink-soft">{outcomeOf(delivery)}</p>
        <p className="text-xs text-ink-faint">
          <time dateTime={delivery.created_at} title={formatExactTime(delivery.created_at)}>
            {formatAgo(delivery.created_at, nowMs)}
          </time>
          {delivery.attempts === 0 ? "" : ` · ${countOf(delivery.attempts, "try", "tries")}`}
          {nextTry(delivery, nowMs)}
        </p>
      </div>
      {delivery.state === "pending" || !enabled ? null : <RedeliverButton delivery={delivery} />}
    </li>
  );
}

function outcomeOf({ last_error, last_status, state }: WebhookDelivery): string {
  if (last_error !== null) return last_error;
  if (last_status !== null) return `Answered ${last_status}.`;
  return state === "pending" ? "Not tried yet." : "";
}

function nextTry({ next_attempt_at, attempts }: WebhookDelivery, nowMs: number): string {
  if (next_attempt_at === null || attempts === 0) return "";
  const leftMs = Date.parse(next_attempt_at) - nowMs;
  return leftMs <= 0 ? " · next try any moment" : ` · next try in ${formatTimeLeft(leftMs)}`;
}

function RedeliverButton({ delivery }: { readonly delivery: WebhookDelivery }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const redeliver = useMutation(
    trpc.webhook.redeliver.mutationOptions({
      onError: (error) => toast({ title: error.message, tone: "danger" }),
      onSettled: () => void queryClient.invalidateQueries(trpc.webhook.deliveries.pathFilter()),
    }),
  );
  return (
    <Button
      size="sm"
      variant="quiet"
      busy={redeliver.isPending}
      aria-label={`Redeliver ${delivery.event_type}`}
      onClick={() => redeliver.mutate({ webhook_id: delivery.webhook_id, delivery_id: delivery.id })}
    >
      Redeliver
    </Button>
  );
}
