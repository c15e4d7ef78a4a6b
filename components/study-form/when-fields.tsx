"use client";

import { Controller, useFormContext } from "react-hook-form";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { FieldError } from "@/lib/contract/errors";
import { faultAt } from "./faults";
import type { ParameterRow, StudyFormValues } from "./study-form-values";

interface WhenFieldsProps {
  readonly index: number;
  readonly row: ParameterRow;
  readonly base: string;
  readonly earlier: readonly string[];
  readonly issues: readonly FieldError[];
}

/** A select's values are never empty; this one stands for no condition. */
const ALWAYS = " ";

const COMPARATORS = [
  { value: "is", label: "is one of" },
  { value: "gt", label: ">" },
  { value: "gte", label: "≥" },
  { value: "lt", label: "<" },
  { value: "lte", label: "≤" },
] as const;

/** When the parameter exists: always, or only for some values of an earlier one. */
export function WhenFields({ index, row, base, earlier, issues }: WhenFieldsProps) {
  const { register, control } = useFormContext<StudyFormValues>();
  const at = `parameters.${index}` as const;
  const names = [...new Set([...earlier, row.whenParameter])].filter((name) => name !== "");
  if (names.length === 0 || "when" in row.rest) return null;
  const conditional = row.whenParameter !== "";
  return (
    <>
      <Controller
        control={control}
        name={`${at}.whenParameter`}
        render={({ field }) => (
          <SelectField
            label="When"
            value={field.value === "" ? ALWAYS : field.value}
            onValueChange={(chosen) => field.onChange(chosen === ALWAYS ? "" : chosen)}
            options={[{ value: ALWAYS, label: "always" }, ...names.map((name) => ({ value: name, label: name }))]}
            fault={faultAt(issues, `${base}/when`, true)}
          />
        )}
      />
      {conditional ? (
        <Controller
          control={control}
          name={`${at}.whenComparator`}
          render={({ field }) => (
            <SelectField
              label="Comparison"
              value={field.value as (typeof COMPARATORS)[number]["value"]}
              onValueChange={field.onChange}
              options={COMPARATORS}
            />
          )}
        />
      ) : null}
      {conditional ? <TextField label="Value" mono autoComplete="off" {...register(`${at}.whenValue`)} /> : null}
    </>
  );
}
