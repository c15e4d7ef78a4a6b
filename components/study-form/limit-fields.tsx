"use client";

import { useFormContext } from "react-hook-form";
import { Card } from "@/components/ui/card";
import { TextField } from "@/components/ui/text-field";
import type { FieldError } from "@/lib/contract/errors";
import { faultAt } from "./faults";
import type { StudyFormValues } from "./study-form-values";

/** What ends the study or holds it back, and what tells it from others. */
export function LimitFields({ issues }: { readonly issues: readonly FieldError[] }) {
  const { register } = useFormContext<StudyFormValues>();
  const number = { mono: true, inputMode: "numeric", autoComplete: "off" } as const;
  return (
    <Card id="limits" title="Limits">
      <div className="grid gap-3 p-4 sm:grid-cols-3">
        <TextField
          label="Trials"
          placeholder="100"
          fault={faultAt(issues, "/limits/max_trials")}
          {...number}
          {...register("maxTrials")}
        />
        <TextField
          label="In parallel"
          optional
          placeholder="no cap"
          fault={faultAt(issues, "/limits/max_parallel")}
          {...number}
          {...register("maxParallel")}
        />
        <TextField
          label="Failures"
          optional
          placeholder="no cap"
          fault={faultAt(issues, "/limits/max_failures")}
          {...number}
          {...register("maxFailures")}
        />
        <TextField
          label="Without improvement"
          optional
          placeholder="no limit"
          hint="Trials that may end in a row without a better one."
          fault={faultAt(issues, "/limits/no_improvement_trials")}
          {...number}
          {...register("noImprovement")}
        />
        <TextField
          label="Cost"
          optional
          placeholder="no limit"
          hint="The sum of what trials tell as cost."
          fault={faultAt(issues, "/limits/max_cost")}
          {...number}
          inputMode="decimal"
          {...register("maxCost")}
        />
        <TextField
          label="Steps in all"
          optional
          placeholder="no limit"
          hint="Trained by all trials together: epochs, rounds."
          fault={faultAt(issues, "/limits/max_resource")}
          {...number}
          inputMode="decimal"
          {...register("maxResource")}
        />
        <TextField
          label="Seconds per trial"
          optional
          placeholder="no limit"
          hint="Longer ones are told to stop."
          fault={faultAt(issues, "/limits/trial_timeout_s")}
          {...number}
          {...register("trialTimeout")}
        />
        <TextField
          label="Seed"
          optional
          placeholder="drawn"
          fault={faultAt(issues, "/seed")}
          {...number}
          {...register("seed")}
        />
        <TextField
          label="Tags"
          optional
          hint="Comma-separated."
          fault={faultAt(issues, "/tags", true)}
          {...register("tags")}
        />
      </div>
    </Card>
  );
}
