"use client";

import { useFormContext } from "react-hook-form";
import { Card } from "@/components/ui/card";
import { TextField } from "@/components/ui/text-field";
import type { FieldError } from "@/lib/contract/errors";
import { Limits } from "@/lib/contract/limits";
import { DeadlineField } from "./deadline-field";
import { faultAt } from "./faults";
import type { StudyFormValues } from "./study-form-values";

interface LimitFieldsProps {
  readonly values: StudyFormValues;
  readonly issues: readonly FieldError[];
  readonly onChange: () => void;
}

/** What ends the study or holds it back, and what tells it from others. */
export function LimitFields({ values, issues, onChange }: LimitFieldsProps) {
  const { register, setValue } = useFormContext<StudyFormValues>();
  const number = { mono: true, inputMode: "numeric", autoComplete: "off" } as const;
  return (
    <Card id="limits" title="Limits">
      <div className="grid gap-3 p-4 sm:grid-cols-3">
        {NUMBERS.map(({ name, limit, ...field }) => (
          <TextField
            key={name}
            optional
            fault={faultAt(issues, `/limits/${limit}`)}
            {...number}
            {...field}
            {...register(name)}
          />
        ))}
        <DeadlineField
          value={values.deadline}
          fault={faultAt(issues, "/limits/deadline")}
          onChange={(deadline) => {
            setValue("deadline", deadline);
            onChange();
          }}
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

interface NumberLimit {
  readonly name: keyof StudyFormValues;
  readonly limit: keyof Limits;
  readonly label: string;
  /** What holds while nothing is entered. */
  readonly placeholder: string;
  readonly hint?: string;
  readonly inputMode?: "decimal";
  readonly optional?: false;
}

const DEFAULTS = Limits.parse({});
const NUMBERS = [
  {
    name: "maxTrials",
    limit: "max_trials",
    label: "Trials",
    placeholder: String(DEFAULTS.max_trials),
    optional: false,
  },
  { name: "maxParallel", limit: "max_parallel", label: "In parallel", placeholder: "no cap" },
  { name: "maxFailures", limit: "max_failures", label: "Failures", placeholder: "no cap" },
  {
    name: "noImprovement",
    limit: "no_improvement_trials",
    label: "Without improvement",
    placeholder: "no limit",
    hint: "Trials that may end in a row without a better one.",
  },
  {
    name: "maxCost",
    limit: "max_cost",
    label: "Cost",
    placeholder: "no limit",
    hint: "The sum of what trials tell as cost.",
    inputMode: "decimal",
  },
  {
    name: "maxResource",
    limit: "max_resource",
    label: "Steps in all",
    placeholder: "no limit",
    hint: "Trained by all trials together: epochs, rounds.",
    inputMode: "decimal",
  },
  {
    name: "trialTimeout",
    limit: "trial_timeout_s",
    label: "Seconds per trial",
    placeholder: "no limit",
    hint: "Longer ones are told to stop.",
  },
  {
    name: "maxRetries",
    limit: "max_retries",
    label: "Retries",
    placeholder: String(DEFAULTS.max_retries),
    hint: "How often a trial is handed out again when its worker dies.",
  },
] as const satisfies readonly NumberLimit[];
