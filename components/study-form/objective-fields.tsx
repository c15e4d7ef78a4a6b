"use client";

import { Controller, useFieldArray, useFormContext } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { IconButton } from "@/components/ui/icon-button";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { FieldError } from "@/lib/contract/errors";
import { faultAt } from "./faults";
import { EMPTY_OBJECTIVE, type StudyFormValues } from "./study-form-values";

interface ObjectiveFieldsProps {
  readonly issues: readonly FieldError[];
  readonly onChange: () => void;
}

const DIRECTIONS = [
  { value: "minimize", label: "minimize" },
  { value: "maximize", label: "maximize" },
];

/** What is optimized. The first objective is the one lists show. */
export function ObjectiveFields({ issues, onChange }: ObjectiveFieldsProps) {
  const { control, register } = useFormContext<StudyFormValues>();
  const { fields, append, remove } = useFieldArray({ control, name: "objectives" as never });
  const add = () => {
    append(EMPTY_OBJECTIVE as never); // the array's own items
    onChange();
  };
  return (
    <Card
      id="objectives"
      title="Objectives"
      actions={
        <Button size="sm" icon="plus" onClick={add}>
          Add objective
        </Button>
      }
    >
      <p role="alert" className="px-4 pt-3 text-xs text-danger empty:hidden">
        {faultAt(issues, "/objectives")}
      </p>
      <ol className="flex flex-col gap-3 p-4">
        {fields.map((field, index) => (
          <li key={field.id} className="flex flex-wrap items-start gap-3">
            <TextField
              label="Metric"
              mono
              autoComplete="off"
              spellCheck={false}
              fieldClassName="min-w-40 flex-1"
              fault={faultAt(issues, `/objectives/${index}/metric`)}
              {...register(`objectives.${index}.metric`)}
            />
            <div className="w-36">
              <Controller
                control={control}
                name={`objectives.${index}.direction`}
                render={({ field: direction }) => (
                  <SelectField
                    label="Direction"
                    value={direction.value}
                    onValueChange={direction.onChange}
                    options={DIRECTIONS}
                    fault={faultAt(issues, `/objectives/${index}/direction`)}
                  />
                )}
              />
            </div>
            <TextField
              label="Target"
              optional
              mono
              inputMode="decimal"
              autoComplete="off"
              title="The study finishes once a feasible trial has reached the target of each objective that has one."
              fieldClassName="w-32"
              fault={faultAt(issues, `/objectives/${index}/target`)}
              {...register(`objectives.${index}.target`)}
            />
            <IconButton
              icon="trash"
              label="Remove objective"
              className="mt-6"
              onClick={() => {
                remove(index);
                onChange();
              }}
            />
          </li>
        ))}
      </ol>
    </Card>
  );
}
