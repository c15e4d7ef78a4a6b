"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useLiveStudy } from "@/components/study/use-live-study";
import { buttonClasses } from "@/components/ui/button-classes";
import { Icon } from "@/components/ui/icon";
import { useTRPC } from "@/components/workspace/trpc";
import { studyProgress } from "@/lib/analysis/study-progress";
import type { Study } from "@/lib/contract/study";
import { formatNumber } from "@/lib/format/number";

interface FirstTrialWatchProps {
  readonly study: Study;
  readonly workspaceSlug: string;
}

/** Waits with the person for their program's first trial and its result; both are seen the moment they happen. */
export function FirstTrialWatch({ study: given, workspaceSlug }: FirstTrialWatchProps) {
  const trpc = useTRPC();
  const liveness = useLiveStudy(given.id);
  const read = useQuery(trpc.study.read.queryOptions({ study_id: given.id }, { initialData: given }));
  const best = useQuery(trpc.study.best.queryOptions({ study_id: given.id }));
  const study = read.data;
  const { ended, budget } = studyProgress(study);
  const handedOut = Object.values(study.trial_counts).some((count) => count > 0);
  const told = ended > 0;
  const metric = study.objectives[0]?.metric ?? "value";
  const value = best.data?.trial?.values[metric]?.value;
  return (
    <div className="flex flex-col gap-4">
      <ol aria-live="polite" className="flex flex-col gap-3 text-sm">
        <Step done={handedOut} current={!handedOut}>
          {handedOut ? "The first trial was handed out" : "Waiting for the first trial…"}
        </Step>
        <Step done={told} current={handedOut && !told}>
          {told ? "Its result was told" : handedOut ? "Waiting for its result…" : "Then for its result"}
        </Step>
      </ol>
      {told ? (
        <p className="text-sm text-ink-soft" data-testid="told-count">
          {ended}
          {budget === null ? " ended" : ` of ${budget} trials`}
          {typeof value === "number" ? `, best ${metric} ${formatNumber(value)}` : ""}
        </p>
      ) : null}
      {liveness === "reconnecting" ? (
        <p className="text-xs text-warning">The connection was lost; trying again.</p>
      ) : null}
      <Link
        href={`/${workspaceSlug}/${study.project_id}/${study.id}`}
        className={`${buttonClasses({ variant: told ? "primary" : "secondary" })} self-start`}
      >
        Open the study
        <Icon name="arrowRight" className="size-4" />
      </Link>
    </div>
  );
}

interface StepProps {
  readonly done: boolean;
  readonly current: boolean;
  readonly children: ReactNode;
}

function Step({ done, current, children }: StepProps) {
  return (
    <li className="flex items-center gap-2.5">
      <span
        className={`grid size-5 shrink-0 place-items-center rounded-full ${done ? "bg-accent text-on-accent" : "border border-line-strong"}`}
      >
        {done ? <Icon name="check" className="size-3 stroke-2" /> : null}
        {current ? <span className="size-2 animate-breathe rounded-full bg-accent" /> : null}
      </span>
      <span className={done || current ? "font-medium" : "text-ink-faint"}>{children}</span>
    </li>
  );
}
