"use client";

import { Switch as Radix } from "radix-ui";
import { type ReactNode, useId } from "react";

interface SwitchProps {
  readonly checked: boolean;
  readonly onCheckedChange: (checked: boolean) => void;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly disabled?: boolean;
  /** Stands in a bar: the label is small and right beside it. */
  readonly compact?: boolean;
}

/** On or off, in effect at once. */
export function Switch({ checked, onCheckedChange, label, hint, disabled = false, compact = false }: SwitchProps) {
  const id = useId();
  return (
    <div className={compact ? "flex items-center gap-2" : "flex items-start justify-between gap-4"}>
      <div className="min-w-0">
        <label htmlFor={id} className={compact ? "block text-xs text-ink-soft" : "block text-sm font-medium"}>
          {label}
        </label>
        {hint === undefined ? null : (
          <p id={`${id}-hint`} className="text-xs text-pretty text-ink-faint">
            {hint}
          </p>
        )}
      </div>
      <Radix.Root
        id={id}
        checked={checked}
        onCheckedChange={onCheckedChange}
        disabled={disabled}
        {...(hint === undefined ? {} : { "aria-describedby": `${id}-hint` })}
        className="relative h-5 w-9 shrink-0 rounded-full bg-control transition-colors after:absolute after:-inset-1 disabled:cursor-not-allowed disabled:opacity-50 data-[state=checked]:bg-accent"
      >
        <Radix.Thumb className="block size-4 translate-x-0.5 rounded-full bg-field transition-transform data-[state=checked]:translate-x-4.5" />
      </Radix.Root>
    </div>
  );
}
