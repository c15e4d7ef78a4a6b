"use client";

import type { ComponentProps, ReactNode } from "react";
import { Field } from "./field";
import { Select } from "./select";

type SelectFieldProps<Value extends string> = Omit<
  ComponentProps<typeof Select<Value>>,
  "label" | "id" | "aria-invalid" | "aria-describedby"
> & {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly fault?: string | undefined;
  readonly optional?: boolean;
};

/** A `Select` of a form, with its label, hint and fault. */
export function SelectField<Value extends string>({
  label,
  hint,
  fault,
  optional = false,
  ...select
}: SelectFieldProps<Value>) {
  return (
    <Field label={label} hint={hint} fault={fault} optional={optional}>
      {(control) => <Select {...select} {...control} />}
    </Field>
  );
}
