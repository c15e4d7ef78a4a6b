"use client";

import { useFormContext } from "react-hook-form";
import { Card } from "@/components/ui/card";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { FieldError } from "@/lib/contract/errors";
import { faultAt } from "./faults";
import { NO_REPEATS } from "./repeat-values";
import type { StudyFormValues } from "./study-form-values";

interface RepeatFieldsProps {
  readonly values: StudyFormValues;
  readonly issues: readonly FieldError[];
  readonly onChange: () => void;
}

/** Select has no empty value. */
const NONE = "none";
const MAX_AT_FIRST = "3";
const RULES = [
  { value: NONE, label: "None", hint: "Assignments are evaluated once." },
  { value: "all", label: "All", hint: "All are evaluated several times and compared by their mean." },
  {
    value: "race",
    label: "Race",
    hint: "Only those that may still be the best are evaluated again.",
  },
] as const;

/** How often the same assignments are evaluated. */
export function RepeatFields({ values: { repeats, rest }, issues, onChange }: RepeatFieldsProps) {
  const { setValue, register } = useFormContext<StudyFormValues>();
  const choose = (rule: string) => {
    // What stood in the JSON in their place and was none goes.
    const { repeats: _, ...others } = rest;
    setValue("rest", others);
    const max = repeats.max === "" ? MAX_AT_FIRST : repeats.max;
    if (rule === NONE) setValue("repeats", NO_REPEATS);
    // Only races err, and have a least.
    else setValue("repeats", { ...repeats, rule, max, ...(rule === "race" ? {} : { errorRate: "", min: "" }) });
    onChange();
  };
  const number = { mono: true, autoComplete: "off" } as const;
  const isRace = repeats.rule === "race" || repeats.errorRate !== "" || repeats.min !== "";
  return (
    <Card id="repeats" title="Repeats">
      <div className="grid gap-3 p-4 sm:grid-cols-3">
        <div className="sm:col-span-3">
          <SelectField
            label="Which assignments are repeated"
            value={repeats.rule === "" ? NONE : repeats.rule}
            onValueChange={choose}
            options={RULES}
            hint={RULES.find(({ value }) => value === (repeats.rule || NONE))?.hint}
            fault={faultAt(issues, "/repeats/rule") ?? faultAt(issues, "/repeats")}
          />
        </div>
        {repeats.rule === "" ? null : (
          <TextField
            label="Trials of each"
            placeholder="2 to 20"
            hint="The first one included."
            inputMode="numeric"
            fault={faultAt(issues, "/repeats/max")}
            {...number}
            {...register("repeats.max")}
          />
        )}
        {isRace ? (
          <>
            <TextField
              label="Error rate"
              optional
              placeholder="0.05"
              hint="At most the chance that a race loses its best."
              inputMode="decimal"
              fault={faultAt(issues, "/repeats/error_rate")}
              {...number}
              {...register("repeats.errorRate")}
            />
            <TextField
              label="At least"
              optional
              placeholder="3"
              hint="Trials that all have before one is out."
              inputMode="numeric"
              fault={faultAt(issues, "/repeats/min")}
              {...number}
              {...register("repeats.min")}
            />
          </>
        ) : null}
      </div>
    </Card>
  );
}
