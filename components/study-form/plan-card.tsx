"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type FormFaults, formFaults } from "@/components/account/form-faults";
import { Card } from "@/components/ui/card";
import { TextField } from "@/components/ui/text-field";
import { useSettled } from "@/components/ui/use-settled";
import { useTRPCClient } from "@/components/workspace/trpc";
import { planRows } from "@/lib/analysis/study-plan";
import type { StudyPlan } from "@/lib/contract/study-plan";
import { readNumber } from "./number-text";
import { PlanRungs } from "./plan-rungs";

/** What is asked beside the study, as the API names it. */
const WISHES = ["workers", "trial_seconds", "trial_resource"];

interface PlanCardProps {
  readonly projectId: string;
  /** The study under the pen, as JSON. */
  readonly draft: unknown;
  /** Whether anything is wrong with it, which is said elsewhere. */
  readonly hasIssues: boolean;
}

/** What the study would take with so many workers, while it is written. */
export function PlanCard({ projectId, draft, hasIssues }: PlanCardProps) {
  const [workers, setWorkers] = useState("4");
  const [seconds, setSeconds] = useState("");
  const [resource, setResource] = useState("");
  const wishes = {
    workers: readNumber(workers) ?? 1,
    trial_seconds: readNumber(seconds),
    trial_resource: readNumber(resource),
  };
  const plan = usePlan({ projectId, draft, hasIssues, wishes });
  const faults: FormFaults = plan.error === null ? {} : formFaults(plan.error, WISHES);
  const number = { mono: true, inputMode: "decimal", autoComplete: "off", optional: true } as const;
  return (
    <Card id="plan" title="Plan" note={plan.isFetching ? "counting …" : undefined}>
      <div className="grid gap-3 p-4 sm:grid-cols-3">
        <TextField
          label="Workers"
          {...number}
          placeholder="1"
          fault={faults.workers}
          value={workers}
          onChange={(event) => setWorkers(event.target.value)}
        />
        <TextField
          label="Seconds of a whole trial"
          {...number}
          placeholder="not known"
          fault={faults.trial_seconds}
          value={seconds}
          onChange={(event) => setSeconds(event.target.value)}
        />
        <TextField
          label="Steps of a whole trial"
          {...number}
          placeholder="the scheduler’s"
          fault={faults.trial_resource}
          value={resource}
          onChange={(event) => setResource(event.target.value)}
        />
      </div>
      <div className="border-t border-line px-4 py-3" aria-live="polite">
        {hasIssues ? (
          <p className="text-sm text-ink-faint">Once the study is valid.</p>
        ) : plan.error !== null ? (
          <p className="text-sm text-ink-soft">{faults.form ?? "Once the fields above are as they must be."}</p>
        ) : plan.data === undefined ? (
          <p className="text-sm text-ink-faint">Counting …</p>
        ) : (
          <PlanFigures plan={plan.data} />
        )}
      </div>
    </Card>
  );
}

function PlanFigures({ plan }: { readonly plan: StudyPlan }) {
  return (
    <div className="flex flex-col gap-3">
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
        {planRows(plan).map(({ label, value }) => (
          <div key={label} className="contents">
            <dt className="text-ink-soft">{label}</dt>
            <dd className="tnum">{value}</dd>
          </div>
        ))}
      </dl>
      {plan.levels.length > 0 ? <PlanRungs plan={plan} /> : null}
      {plan.notes.map(({ detail }) => (
        <p key={detail} className="text-xs text-ink-faint">
          {detail}
        </p>
      ))}
    </div>
  );
}

interface Wish extends PlanCardProps {
  readonly wishes: object;
}

function usePlan({ projectId, draft, hasIssues, wishes }: Wish) {
  const client = useTRPCClient();
  const asked = useSettled(JSON.stringify({ draft, wishes, hasIssues }), 600);
  return useQuery({
    queryKey: ["preview-plan", projectId, asked],
    queryFn: () => {
      const { draft: study, wishes: wanted } = JSON.parse(asked) as { draft: object; wishes: object };
      const { name: _, ...rest } = study as { readonly name?: unknown };
      // The server judges the draft; the checks beside have just looked at it.
      return client.study["preview-plan"].mutate({ project_id: projectId, ...rest, ...wanted } as never);
    },
    enabled: !(JSON.parse(asked) as { readonly hasIssues: boolean }).hasIssues,
    placeholderData: keepPreviousData,
    retry: false,
  });
}
