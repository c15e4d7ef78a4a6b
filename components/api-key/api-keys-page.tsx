"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { PageHeader } from "@/components/ui/page-header";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { Switch } from "@/components/ui/switch";
import { useTRPC } from "@/components/workspace/trpc";
import { countOf } from "@/lib/format/count";
import { apiKeysInput, PROJECTS_NAMED } from "./api-keys-input";
import { ApiKeysTable } from "./api-keys-table";
import { CreateApiKeyDialog } from "./create-api-key-dialog";

interface ApiKeysPageProps {
  /** Whether this person may make and revoke keys. The server decides. */
  readonly mayWrite: boolean;
  readonly nowMs: number;
}

/** The keys with which programs reach the workspace: what each may do, until when, and whether it is used. */
export function ApiKeysPage({ mayWrite, nowMs }: ApiKeysPageProps) {
  const trpc = useTRPC();
  const [ended, setEnded] = useState(false);
  const keys = useInfiniteQuery(
    trpc["api-key"].list.infiniteQueryOptions(apiKeysInput({ ended }), {
      getNextPageParam: (page) => page.next_cursor,
    }),
  );
  const projects = useQuery(trpc.project.list.queryOptions(PROJECTS_NAMED));
  const rows = keys.data?.pages.flatMap(({ data }) => data) ?? [];
  const count = keys.isSuccess ? `${countOf(rows.length, "key")}${keys.hasNextPage ? " of more" : ""}` : undefined;
  const create = <CreateApiKeyDialog projects={projects.data?.data ?? []} mayWrite={mayWrite} />;
  return (
    <>
      <PageHeader
        title="API keys"
        description={
          mayWrite
            ? "Programs reach this workspace with a key. A revoked one stops within five seconds, everywhere."
            : "Programs reach this workspace with a key. Owners and admins make and revoke them."
        }
        actions={create}
      />
      <Card
        id="keys"
        title="Keys"
        note={count}
        actions={<Switch label="Show revoked and expired" compact checked={ended} onCheckedChange={setEnded} />}
      >
        {keys.isPending ? <SkeletonRows label="Loading keys" /> : null}
        {keys.isError ? (
          <ErrorState title="The keys could not be loaded" onRetry={() => void keys.refetch()}>
            {keys.error.message}
          </ErrorState>
        ) : null}
        {keys.isSuccess && rows.length === 0 ? (
          <EmptyState title={ended ? "No key yet" : "No key works at present"} icon="key">
            Give each machine or job its own: then one that leaks is revoked alone.
          </EmptyState>
        ) : null}
        {rows.length === 0 ? null : (
          <ApiKeysTable keys={rows} projects={projects.data?.data ?? []} mayWrite={mayWrite} nowMs={nowMs} />
        )}
        {keys.hasNextPage ? (
          <div className="border-t border-line p-2 text-center">
            <Button variant="quiet" busy={keys.isFetchingNextPage} onClick={() => void keys.fetchNextPage()}>
              Show more
            </Button>
          </div>
        ) : null}
      </Card>
    </>
  );
}
