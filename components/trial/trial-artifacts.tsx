"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useShell } from "@/components/layout/shell-context";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { useFocusAfter } from "@/components/ui/use-focus-after";
import { useTRPC } from "@/components/workspace/trpc";
import type { Artifact } from "@/lib/contract/artifact";
import { actorName } from "@/lib/format/actor-name";
import { formatBytes } from "@/lib/format/bytes";
import { formatAgo, formatExactTime } from "@/lib/format/date";

/** The newest come first, and those are looked for. */
const FILES_IN_PAGE = 20;

interface TrialArtifactsProps {
  readonly trialId: string;
  readonly nowMs: number;
}

/** The files of a trial. Nothing is shown where there are none: most trials have none. */
export function TrialArtifacts({ trialId, nowMs }: TrialArtifactsProps) {
  const trpc = useTRPC();
  const artifacts = useInfiniteQuery(
    trpc.artifact.list.infiniteQueryOptions(
      { trial_id: trialId, limit: FILES_IN_PAGE },
      { getNextPageParam: (page) => page.next_cursor },
    ),
  );
  const list = useRef<HTMLUListElement>(null);
  useFocusAfter(artifacts.hasNextPage, () => [...(list.current?.querySelectorAll("a") ?? [])].at(-1));
  const files = artifacts.data?.pages.flatMap(({ data }) => data) ?? [];
  if (artifacts.isError) return <p className="text-sm text-ink-soft">The trial’s files could not be loaded.</p>;
  if (files.length === 0) return null;
  return (
    <section aria-labelledby="trial-artifacts">
      <h3 id="trial-artifacts" className="mb-1.5 text-sm font-semibold">
        Files
      </h3>
      <ul ref={list} className="flex flex-col divide-y divide-line border-y border-line text-sm">
        {files.map((artifact) => (
          <ArtifactLine key={artifact.id} artifact={artifact} nowMs={nowMs} />
        ))}
      </ul>
      {artifacts.hasNextPage ? (
        <Button
          size="sm"
          className="mt-2"
          busy={artifacts.isFetchingNextPage}
          onClick={() => void artifacts.fetchNextPage()}
        >
          Older files
        </Button>
      ) : null}
    </section>
  );
}

function ArtifactLine({ artifact, nowMs }: { readonly artifact: Artifact; readonly nowMs: number }) {
  const { id, name, size, sha256, checkpoint_step: step, kind, created_at: createdAt } = artifact;
  const slug = useShell()?.slug;
  return (
    <li className="flex items-start gap-3 py-2">
      <div className="min-w-0 grow">
        <p className="wrap-anywhere">
          <bdi>{name}</bdi>
          <span className="text-ink-soft tabular-nums"> · {formatBytes(size)}</span>
        </p>
        <p className="flex flex-wrap gap-x-3 text-xs text-ink-soft">
          <span>{step === null ? kind : `checkpoint of step ${step}`}</span>
          <span>attempt {artifact.attempt}</span>
          <time dateTime={createdAt} title={formatExactTime(createdAt)}>
            {formatAgo(createdAt, nowMs)}
          </time>
          <bdi className="wrap-anywhere">{actorName(artifact.created_by)}</bdi>
          <code title={`SHA-256 ${sha256}`} className="font-mono text-ink-faint">
            {sha256.slice(0, 12)}
          </code>
        </p>
      </div>
      {slug === undefined ? null : (
        <a
          href={`/api/artifacts/${encodeURIComponent(slug)}/${id}`}
          download
          aria-label={`Download ${name}`}
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-soft hover:bg-sunken hover:text-ink"
        >
          <Icon name="download" />
        </a>
      )}
    </li>
  );
}
