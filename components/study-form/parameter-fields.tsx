"use client";

import { Controller, useFieldArray, useFormContext } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { IconButton } from "@/components/ui/icon-button";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { FieldError } from "@/lib/contract/errors";
import { pointerTo } from "@/lib/contract/pointer";
import { countOf } from "@/lib/format/count";
import { faultAt } from "./faults";
import { emptyParameter, LIST_FIELDS, type ParameterRow, type StudyFormValues } from "./study-form-values";
import { WhenFields } from "./when-fields";

interface ParameterFieldsProps {
  readonly rows: readonly ParameterRow[];
  readonly issues: readonly FieldError[];
  readonly onChange: () => void;
}

const TYPES = [
  { value: "float", label: "float", hint: "A real number" },
  { value: "int", label: "int", hint: "A whole number" },
  { value: "ordinal", label: "ordinal", hint: "Values whose order matters" },
  { value: "categorical", label: "categorical", hint: "Values without order" },
  { value: "bool", label: "bool", hint: "true or false" },
  { value: "fixed", label: "fixed", hint: "Always the same value" },
] as const;

/** The search space as rows, one per parameter. */
export function ParameterFields({ rows, issues, onChange }: ParameterFieldsProps) {
  const { control } = useFormContext<StudyFormValues>();
  const { fields, append, remove } = useFieldArray({ control, name: "parameters" as never });
  const add = () => {
    append(emptyParameter(freeName(rows)) as never); // the array's own items
    onChange();
  };
  return (
    <Card
      id="search-space"
      title="Search space"
      note={countOf(rows.length, "parameter")}
      actions={
        <Button size="sm" icon="plus" onClick={add}>
          Add parameter
        </Button>
      }
    >
      <p role="alert" className="px-4 pt-3 text-xs text-danger empty:hidden">
        {faultAt(issues, "/search_space")}
      </p>
      <ol className="divide-y divide-line">
        {fields.map((field, index) => (
          <ParameterItem
            key={field.id}
            index={index}
            row={rows[index] ?? emptyParameter("")}
            earlier={rows.slice(0, index).map(({ name }) => name)}
            issues={issues}
            onRemove={() => {
              remove(index);
              onChange();
            }}
          />
        ))}
      </ol>
    </Card>
  );
}

interface ParameterItemProps {
  readonly index: number;
  readonly row: ParameterRow;
  readonly earlier: readonly string[];
  readonly issues: readonly FieldError[];
  readonly onRemove: () => void;
}

function ParameterItem({ index, row, earlier, issues, onRemove }: ParameterItemProps) {
  const { register, control } = useFormContext<StudyFormValues>();
  const base = pointerTo(["search_space", row.name]);
  const at = `parameters.${index}` as const;
  return (
    <li className="p-4">
      <fieldset className="flex items-start gap-3">
        <legend className="sr-only">Parameter {row.name === "" ? index + 1 : row.name}</legend>
        <div className="grid min-w-0 flex-1 grid-cols-2 gap-3 sm:grid-cols-4">
          <TextField
            label="Name"
            mono
            autoComplete="off"
            spellCheck={false}
            fieldClassName="col-span-2 sm:col-span-1"
            fault={faultAt(issues, base)}
            {...register(`${at}.name`)}
          />
          <Controller
            control={control}
            name={`${at}.type`}
            render={({ field }) => (
              <SelectField
                label="Type"
                value={field.value as (typeof TYPES)[number]["value"]}
                onValueChange={field.onChange}
                options={TYPES}
                fault={faultAt(issues, `${base}/type`)}
              />
            )}
          />
          <DomainFields index={index} row={row} base={base} issues={issues} />
          <WhenFields index={index} row={row} base={base} earlier={earlier} issues={issues} />
        </div>
        <IconButton icon="trash" label={`Remove ${row.name === "" ? "parameter" : row.name}`} onClick={onRemove} />
      </fieldset>
      {Object.keys(row.rest).length === 0 ? null : (
        <p className="mt-2 text-xs text-ink-faint">Also set, as JSON: {Object.keys(row.rest).join(", ")}.</p>
      )}
    </li>
  );
}

const SCALES = ["linear", "log", "reverse_log", "logit"].map((value) => ({ value, label: value.replace("_", " ") }));

type DomainFieldsProps = Pick<ParameterItemProps, "index" | "row" | "issues"> & { readonly base: string };

/** What a parameter of each type has. */
function DomainFields({ index, row, base, issues }: DomainFieldsProps) {
  const { register, control } = useFormContext<StudyFormValues>();
  const at = `parameters.${index}` as const;
  const list = LIST_FIELDS[row.type];
  const numeric = row.type === "float" || row.type === "int";
  const field = (label: string, name: "low" | "high" | "step" | "default" | "value", more: object = {}) => (
    <TextField
      key={name}
      label={label}
      mono
      autoComplete="off"
      fault={faultAt(issues, `${base}/${name}`, true)}
      {...more}
      {...register(`${at}.${name}`)}
    />
  );
  return (
    <>
      {numeric
        ? [field("Low", "low", { inputMode: "decimal" }), field("High", "high", { inputMode: "decimal" })]
        : null}
      {numeric ? (
        <Controller
          control={control}
          name={`${at}.scale`}
          render={({ field: scale }) => (
            <SelectField
              label="Scale"
              value={scale.value}
              onValueChange={scale.onChange}
              options={SCALES}
              fault={faultAt(issues, `${base}/scale`)}
            />
          )}
        />
      ) : null}
      {numeric ? field("Step", "step", { optional: true, inputMode: "decimal" }) : null}
      {list === undefined ? null : (
        <TextField
          label={list === "values" ? "Values, in order" : "Choices"}
          hint="Comma-separated; quote texts that look like numbers."
          mono
          fieldClassName="col-span-2"
          fault={faultAt(issues, `${base}/${list}`, true)}
          {...register(`${at}.list`)}
        />
      )}
      {row.type === "fixed"
        ? field("Value", "value")
        : field("Default", "default", { optional: true, ...(numeric ? { inputMode: "decimal" } : {}) })}
    </>
  );
}

function freeName(rows: readonly ParameterRow[]): string {
  const taken = new Set(rows.map(({ name }) => name));
  let number = rows.length + 1;
  while (taken.has(`parameter_${number}`)) number++;
  return `parameter_${number}`;
}
