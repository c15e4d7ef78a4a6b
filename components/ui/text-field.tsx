import type { ComponentProps, ReactNode } from "react";
import { type ControlSize, controlClasses, controlSizes } from "./control-classes";
import { Field } from "./field";

interface TextFieldProps extends Omit<ComponentProps<"input">, "size" | "children"> {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly fault?: string | undefined;
  readonly optional?: boolean;
  readonly labelHidden?: boolean;
  readonly size?: ControlSize;
  /** Fixed-width digits and letters, for keys, names in code and numbers. */
  readonly mono?: boolean;
  readonly fieldClassName?: string;
}

/** One line of text. Takes what an `input` takes, so react-hook-form's `register` can be spread on it. */
export function TextField({
  label,
  hint,
  fault,
  optional = false,
  labelHidden = false,
  size = "md",
  mono = false,
  fieldClassName = "",
  className = "",
  type = "text",
  ...rest
}: TextFieldProps) {
  return (
    <Field
      label={label}
      hint={hint}
      fault={fault}
      optional={optional}
      labelHidden={labelHidden}
      className={fieldClassName}
    >
      {(control) => (
        <input
          {...rest}
          {...control}
          type={type}
          className={`${controlClasses} ${controlSizes[size]} ${mono ? "font-mono" : ""} ${className}`}
        />
      )}
    </Field>
  );
}
