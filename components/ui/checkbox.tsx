"use client";

import { Checkbox as Radix } from "radix-ui";
import { type ReactNode, type Ref, useId, useRef } from "react";
import { Icon } from "./icon";

interface CheckboxProps {
  readonly checked: boolean | "indeterminate";
  /** `shift`: whether that key was held, for what means a range by it. */
  readonly onCheckedChange: (checked: boolean, shift: boolean) => void;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** For boxes in tables: the label is read, not seen. */
  readonly labelHidden?: boolean;
  readonly disabled?: boolean;
  readonly name?: string;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** Yes or no as part of a form or a selection, which takes effect later. What takes effect at once is a `Switch`. */
export function Checkbox({
  checked,
  onCheckedChange,
  label,
  hint,
  labelHidden = false,
  disabled = false,
  name,
  ref,
}: CheckboxProps) {
  const id = useId();
  const shift = useRef(false);
  return (
    <div className="flex gap-2">
      <Radix.Root
        id={id}
        ref={ref}
        checked={checked}
        onClick={({ shiftKey }) => {
          shift.current = shiftKey;
        }}
        onCheckedChange={(state) => onCheckedChange(state === true, shift.current)}
        disabled={disabled}
        {...(name === undefined ? {} : { name })}
        {...(hint === undefined ? {} : { "aria-describedby": `${id}-hint` })}
        // The box is 16 px; what can be hit is 24 px (WCAG 2.5.8).
        className="relative mt-0.5 grid size-4 shrink-0 place-items-center rounded-sm border border-control bg-field after:absolute after:-inset-1 hover:border-control-strong disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent"
      >
        <Radix.Indicator className="text-on-accent">
          <Icon name={checked === "indeterminate" ? "minus" : "check"} className="size-3 stroke-2" />
        </Radix.Indicator>
      </Radix.Root>
      <div className={labelHidden ? "sr-only" : "min-w-0"}>
        <label htmlFor={id} className="block text-sm">
          {label}
        </label>
        {hint === undefined ? null : (
          <p id={`${id}-hint`} className="text-xs text-pretty text-ink-faint">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
