"use client";

import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Gap } from "@/components/ui/gap";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { TableHeadCell } from "@/components/ui/table-head-cell";
import { useNow } from "@/components/ui/use-now";
import { type ApiKeyState, apiKeyState } from "@/lib/analysis/api-key-state";
import { describeScopes } from "@/lib/analysis/describe-scopes";
import type { ApiKey } from "@/lib/contract/api-key";
import type { Project } from "@/lib/contract/project";
import { formatAgo, formatDate, formatExactTime } from "@/lib/format/date";
import { formatDuration } from "@/lib/format/duration";
import { kindMeaning, kindName } from "./api-key-words";
import { RevokeApiKeyButton } from "./revoke-api-key-button";

interface ApiKeysTableProps {
  readonly keys: readonly ApiKey[];
  readonly projects: readonly Project[];
  readonly mayWrite: boolean;
  readonly nowMs: number;
}

/** Keys as rows. The secret of none is here or anywhere: the server keeps a hash. */
export function ApiKeysTable({ keys, projects, mayWrite, nowMs }: ApiKeysTableProps) {
  const now = useNow(nowMs, 30_000);
  const nameOf = new Map(projects.map(({ id, name }) => [id, name]));
  return (
    <Table label="API keys">
      <TableHead>
        <TableHeadCell>Key</TableHeadCell>
        <TableHeadCell className="max-sm:hidden">Kind</TableHeadCell>
        <TableHeadCell className="max-md:hidden">May</TableHeadCell>
        <TableHeadCell>State</TableHeadCell>
        <TableHeadCell numeric className="max-lg:hidden">
          Expires
        </TableHeadCell>
        <TableHeadCell numeric className="max-sm:hidden">
          Last used
        </TableHeadCell>
        <TableHeadCell numeric className="max-xl:hidden">
          Created
        </TableHeadCell>
        {mayWrite ? (
          <TableHeadCell className="w-10">
            <span className="sr-only">Actions</span>
          </TableHeadCell>
        ) : null}
      </TableHead>
      <tbody>
        {keys.map((key) => (
          <ApiKeyRow
            key={key.id}
            apiKey={key}
            projectName={key.project_id === null ? null : (nameOf.get(key.project_id) ?? key.project_id)}
            mayWrite={mayWrite}
            nowMs={now}
          />
        ))}
      </tbody>
    </Table>
  );
}

interface ApiKeyRowProps {
  readonly apiKey: ApiKey;
  readonly projectName: string | null;
  readonly mayWrite: boolean;
  readonly nowMs: number;
}

function ApiKeyRow({ apiKey, projectName, mayWrite, nowMs }: ApiKeyRowProps) {
  const state = apiKeyState(apiKey, nowMs);
  const over = state === "revoked" || state === "expired";
  return (
    <TableRow>
      <TableCell rowHead className={`max-w-64 max-sm:max-w-44 ${over ? "text-ink-soft" : ""}`}>
        <bdi className="block truncate">{apiKey.name}</bdi>
        <code className="block truncate font-mono text-xs font-normal text-ink-faint">{apiKey.prefix}…</code>
      </TableCell>
      <TableCell className="max-sm:hidden">
        <span title={kindMeaning[apiKey.kind]}>{kindName[apiKey.kind]}</span>
        {projectName === null ? null : (
          <bdi className="block max-w-40 truncate text-xs text-ink-faint">{projectName}</bdi>
        )}
      </TableCell>
      <TableCell muted className="max-w-80 text-pretty max-md:hidden">
        {describeScopes(apiKey.scopes)}
      </TableCell>
      <TableCell>
        <StateBadge state={state} />
      </TableCell>
      <TableCell numeric muted className="max-lg:hidden">
        <time dateTime={apiKey.expires_at} title={formatExactTime(apiKey.expires_at)}>
          {state === "expiring"
            ? `in ${formatDuration(Date.parse(apiKey.expires_at) - nowMs)}`
            : formatDate(apiKey.expires_at)}
        </time>
      </TableCell>
      <TableCell numeric muted className="max-sm:hidden">
        <Ago at={apiKey.last_used_at} nowMs={nowMs} none="never" />
      </TableCell>
      <TableCell numeric muted className="max-xl:hidden">
        <Ago at={apiKey.created_at} nowMs={nowMs} />
      </TableCell>
      {mayWrite ? <TableCell>{over ? null : <RevokeApiKeyButton apiKey={apiKey} />}</TableCell> : null}
    </TableRow>
  );
}

const STATES: Readonly<Record<ApiKeyState, { readonly word: string; readonly tone: BadgeTone }>> = {
  active: { word: "Active", tone: "accent" },
  expiring: { word: "Expires soon", tone: "warning" },
  expired: { word: "Expired", tone: "neutral" },
  revoked: { word: "Revoked", tone: "neutral" },
};

function StateBadge({ state }: { readonly state: ApiKeyState }) {
  return <Badge tone={STATES[state].tone}>{STATES[state].word}</Badge>;
}

interface AgoProps {
  readonly at: string | null;
  readonly nowMs: number;
  readonly none?: string;
}

function Ago({ at, nowMs, none }: AgoProps) {
  if (at === null) return none === undefined ? <Gap /> : none;
  return (
    <time dateTime={at} title={formatExactTime(at)}>
      {formatAgo(at, nowMs)}
    </time>
  );
}
