"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { formFaults } from "@/components/account/form-faults";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { TextField } from "@/components/ui/text-field";
import { useToast } from "@/components/ui/toast";
import type { WorkspaceUsage } from "@/lib/contract/workspace-usage";
import { formatBytes } from "@/lib/format/bytes";
import { useTRPC } from "./trpc";

const MIB = 1024 ** 2;

/** How much the files of the workspace's trials may take. */
export function QuotaForm({ mayChange }: { readonly mayChange: boolean }) {
  const trpc = useTRPC();
  const usage = useQuery(trpc.workspace.usage.queryOptions({}));
  if (usage.isError) return <ErrorState title="The quota could not be loaded" onRetry={() => void usage.refetch()} />;
  if (usage.data === undefined) return <SkeletonRows label="Loading the quota" />;
  return <Quota storage={usage.data.storage} mayChange={mayChange} />;
}

interface QuotaProps {
  readonly storage: WorkspaceUsage["storage"];
  readonly mayChange: boolean;
}

function Quota({ storage, mayChange }: QuotaProps) {
  const { bytes, quota_bytes: quota, quota_usual_bytes: usual, quota_max_bytes: most } = storage;
  const shown = String(quota / MIB);
  const [wanted, setWanted] = useState(shown);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const change = useMutation(
    trpc.workspace.update.mutationOptions({
      onSuccess: async () => {
        toast({ title: "Quota changed", tone: "success" });
        await queries.invalidateQueries(trpc.workspace.usage.queryFilter());
      },
    }),
  );
  const faults = change.error === null ? {} : formFaults(change.error, ["artifact_quota_bytes"]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ artifact_quota_bytes: wanted.trim() === "" ? null : Math.round(Number(wanted) * MIB) });
  };
  const fault = faultOf(wanted, most);
  return (
    <form onSubmit={submit} noValidate className="flex flex-col items-start gap-3">
      <TextField
        label="Quota in MiB"
        name="artifact_quota_bytes"
        inputMode="decimal"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
        readOnly={!mayChange}
        hint={`${formatBytes(bytes)} are used. At most ${formatBytes(most)} here; empty: ${formatBytes(usual)}, as for every workspace.`}
        fault={fault ?? faults.artifact_quota_bytes ?? faults.form}
        fieldClassName="w-full"
      />
      <Button
        type="submit"
        busy={change.isPending}
        disabled={wanted === shown || fault !== undefined}
        disabledReason={mayChange ? undefined : "Your role does not include this. Owners and admins change the quota."}
      >
        Change quota
      </Button>
    </form>
  );
}

/** What of the text is no quota here; nothing, which is the usual one, is one. */
function faultOf(wanted: string, most: number): string | undefined {
  if (!/^\s*\d*(?:\.\d+)?\s*$/.test(wanted)) return "Give a number of MiB, 0 or more.";
  return Number(wanted) * MIB > most ? `At most ${formatBytes(most)} here.` : undefined;
}
