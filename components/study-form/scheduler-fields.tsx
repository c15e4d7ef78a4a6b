"use client";

import { useFormContext } from "react-hook-form";
import { Card } from "@/components/ui/card";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { FieldError } from "@/lib/contract/errors";
import { schedulerCatalog } from "@/lib/engine/scheduler/catalog";
import { faultAt } from "./faults";
import { OptionField, optionsOf } from "./option-field";
import { NO_SCHEDULER, type SchedulerValues } from "./scheduler-values";
import type { StudyFormValues } from "./study-form-values";

interface SchedulerFieldsProps {
  readonly values: StudyFormValues;
  readonly issues: readonly FieldError[];
  readonly onChange: () => void;
}

/** Select has no empty value. */
const NONE = "none";
const ALL = "all objectives";

/** Who decides how far trials train, with its options as the catalogue declares them. */
export function SchedulerFields({ values, issues, onChange }: SchedulerFieldsProps) {
  const { setValue } = useFormContext<StudyFormValues>();
  const { scheduler, rest } = values;
  const definition = schedulerCatalog.find(({ id }) => id === scheduler.name);
  const change = (changes: Partial<SchedulerValues>) => {
    setValue("scheduler", { ...scheduler, ...changes });
    onChange();
  };
  const choose = (name: string) => {
    // What stood in the JSON in its place and was none goes.
    const { scheduler: _, ...others } = rest;
    setValue("rest", others);
    // The resource is the study's, whoever allocates it; the options are the scheduler's own.
    change(name === NONE ? NO_SCHEDULER : { name, options: {} });
  };
  return (
    <Card id="scheduler" title="Scheduler">
      <div className="grid gap-3 p-4 sm:grid-cols-2">
        <div className="sm:col-span-2">
          <SelectField
            label="Scheduler"
            value={scheduler.name === "" ? NONE : scheduler.name}
            onValueChange={choose}
            options={CHOICES}
            hint={definition?.summary ?? "Every trial trains to its end."}
            fault={faultAt(issues, "/scheduler/name") ?? faultAt(issues, "/scheduler")}
          />
        </div>
        {scheduler.name === "" ? null : (
          <>
            <ResourceFields issues={issues} />
            <MetricAndCheckpoint values={values} issues={issues} onChange={change} />
            {optionsOf(definition?.options).map((option) => (
              <OptionField
                key={`${scheduler.name} ${option.name}`}
                option={option}
                value={scheduler.options[option.name]}
                fault={faultAt(issues, `/scheduler/${option.name}`, true)}
                onChange={(value) => {
                  const { [option.name]: _, ...others } = scheduler.options;
                  change({ options: value === undefined ? others : { ...others, [option.name]: value } });
                }}
              />
            ))}
          </>
        )}
      </div>
    </Card>
  );
}

const CHOICES: readonly { readonly value: string; readonly label: string; readonly hint: string }[] = [
  { value: NONE, label: "None", hint: "Every trial trains to its end." },
  ...schedulerCatalog.map(({ id, title, summary }) => ({ value: id, label: title, hint: summary })),
];

function ResourceFields({ issues }: Pick<SchedulerFieldsProps, "issues">) {
  const { register } = useFormContext<StudyFormValues>();
  const number = { mono: true, inputMode: "numeric", autoComplete: "off" } as const;
  return (
    <fieldset className="grid gap-3 sm:col-span-2 sm:grid-cols-3">
      <legend className="sr-only">Resource</legend>
      <TextField
        label="Resource"
        optional
        mono
        autoComplete="off"
        placeholder="step"
        hint="What a step counts: epoch, round, fold."
        fault={faultAt(issues, "/scheduler/resource/name") ?? faultAt(issues, "/scheduler/resource")}
        {...register("scheduler.resourceName")}
      />
      <TextField
        label="Least"
        optional
        placeholder="1"
        hint="The least that says anything about a trial."
        fault={faultAt(issues, "/scheduler/resource/min")}
        {...number}
        {...register("scheduler.resourceMin")}
      />
      <TextField
        label="Most"
        optional
        placeholder="not known"
        hint="What a trial trains to when nothing stops it."
        fault={faultAt(issues, "/scheduler/resource/max")}
        {...number}
        {...register("scheduler.resourceMax")}
      />
    </fieldset>
  );
}

interface ChoiceProps extends Pick<SchedulerFieldsProps, "values" | "issues"> {
  readonly onChange: (changes: Partial<SchedulerValues>) => void;
}

const CHECKPOINTS = [
  { value: "preferred", label: "preferred", hint: "Promoted without one, a trial begins anew." },
  { value: "required", label: "required", hint: "Without one, a trial is not promoted." },
  { value: "none", label: "none", hint: "Workers cannot resume: nobody is paused." },
] as const;

function MetricAndCheckpoint({ values: { scheduler, objectives }, issues, onChange }: ChoiceProps) {
  // A metric that is no objective any more stays in the list, so that the fault beside it can be understood.
  const metrics = new Set([...objectives.map(({ metric }) => metric), scheduler.metric].filter((name) => name !== ""));
  return (
    <>
      <SelectField
        label="Compares trials by"
        value={scheduler.metric === "" ? ALL : scheduler.metric}
        onValueChange={(metric) => onChange({ metric: metric === ALL ? "" : metric })}
        options={[ALL, ...metrics].map((metric) => ({ value: metric, label: metric }))}
        fault={faultAt(issues, "/scheduler/metric")}
      />
      <SelectField
        label="Checkpoints"
        value={scheduler.checkpoint === "" ? "preferred" : scheduler.checkpoint}
        onValueChange={(checkpoint) => onChange({ checkpoint })}
        options={CHECKPOINTS}
        hint={CHECKPOINTS.find(({ value }) => value === (scheduler.checkpoint || "preferred"))?.hint}
        fault={faultAt(issues, "/scheduler/checkpoint")}
      />
    </>
  );
}
