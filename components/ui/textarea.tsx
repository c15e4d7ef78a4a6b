import type { ComponentProps, ReactNode } from "react";
import { controlClasses } from "./control-classes";
import { Field } from "./field";

interface TextareaProps extends Omit<ComponentProps<"textarea">, "children"> {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly fault?: string | undefined;
  readonly optional?: boolean;
  readonly labelHidden?: boolean;
  readonly mono?: boolean;
}

/** Several lines of text; grows with them. */
export function Textarea({
  label,
  hint,
  fault,
  optional = false,
  labelHidden = false,
  mono = false,
  rows = 3,
  className = "",
  ...rest
}: TextareaProps) {
  return (
    <Field label={label} hint={hint} fault={fault} optional={optional} labelHidden={labelHidden}>
      {(control) => (
        <textarea
          {...rest}
          {...control}
          rows={rows}
          className={`field-sizing-content max-h-96 px-2.5 py-1.5 text-sm ${controlClasses} ${mono ? "font-mono" : ""} ${className}`}
        />
      )}
    </Field>
  );
}
