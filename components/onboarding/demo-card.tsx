"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { useTRPC } from "@/components/workspace/trpc";
import { DEMO_TRIALS } from "@/lib/contract/demo";

/** A study that runs by itself, for those who want to look before they write a line. */
export function DemoCard({ workspaceSlug }: { readonly workspaceSlug: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const run = useMutation(
    trpc.study["run-demo"].mutationOptions({
      onSuccess: (study) => router.push(`/${workspaceSlug}/${study.project_id}/${study.id}`),
    }),
  );
  return (
    <Card id="demo" title="Just look">
      <div className="flex flex-1 flex-col items-start gap-4 p-4">
        <p className="text-sm text-pretty text-ink-soft">
          This server trains a small neural network on two moons, {DEMO_TRIALS} trials, and you watch it improve. It
          takes about half a minute and can be deleted afterwards.
        </p>
        <p role="alert" className="text-sm text-danger empty:hidden">
          {run.error?.message}
        </p>
        {/* Stays busy until the study's page is there. */}
        <Button busy={run.isPending || run.isSuccess} onClick={() => run.mutate({})} className="mt-auto" icon="play">
          Run the demo study
        </Button>
      </div>
    </Card>
  );
}
