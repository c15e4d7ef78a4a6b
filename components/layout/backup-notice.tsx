"use client";

import { useQuery } from "@tanstack/react-query";
import { Icon } from "@/components/ui/icon";
import { useTRPC } from "@/components/workspace/trpc";
import { formatDate } from "@/lib/format/date";
import { useShell } from "./shell-context";

/** Nights pass slowly. */
const LOOK_AGAIN_MS = 600_000;

/** On every page of those who govern a workspace: the embedded database has gone without a backup for too long. */
export function BackupNotice() {
  const shell = useShell();
  const role = shell?.workspaces.find(({ slug }) => slug === shell.slug)?.role;
  // Outside a workspace there is nobody to ask.
  return role === "owner" || role === "admin" ? <OverdueBackup /> : null;
}

function OverdueBackup() {
  const trpc = useTRPC();
  const backup = useQuery(
    trpc.workspace.backup.queryOptions({}, { staleTime: LOOK_AGAIN_MS, refetchInterval: LOOK_AGAIN_MS }),
  );
  const overdue = backup.data?.overdue ?? null;
  if (overdue === null) return null;
  return (
    <div role="status" className="border-b border-line bg-sunken text-sm">
      <p className="mx-auto flex max-w-[1400px] items-start gap-2 px-4 py-2 sm:px-6">
        <Icon name="alert" className="mt-0.5 size-4 shrink-0 text-failed" />
        <span className="text-pretty">
          <span className="font-medium">
            {overdue.last_at === null
              ? "This server’s database has never been backed up."
              : `The last backup of this server’s database is from ${formatDate(overdue.last_at)}.`}
          </span>{" "}
          <span className="text-ink-soft">
            The server’s log says why; <code className="font-mono text-xs">npm run backup</code> takes one now.
          </span>
        </span>
      </p>
    </div>
  );
}
