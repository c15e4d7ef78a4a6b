"use client";

import { DropdownMenu as Radix } from "radix-ui";
import { Icon, type IconName } from "./icon";

interface DropdownMenuChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onValueChange: (value: Value) => void;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly icon?: IconName }[];
}

/** One of several, inside a `DropdownMenu`. */
export function DropdownMenuChoice<Value extends string>({
  label,
  value,
  onValueChange,
  options,
}: DropdownMenuChoiceProps<Value>) {
  return (
    // Radix only gives back a value of `options`.
    <Radix.RadioGroup value={value} onValueChange={(chosen) => onValueChange(chosen as Value)} aria-label={label}>
      <Radix.Label className="px-2 pt-1.5 pb-1 text-xs text-ink-faint">{label}</Radix.Label>
      {options.map((option) => (
        <Radix.RadioItem
          key={option.value}
          value={option.value}
          // Stays open, so that the effect of the choice is seen.
          onSelect={(event) => event.preventDefault()}
          className="flex cursor-default items-center gap-2 rounded-sm px-2 py-1.5 text-sm outline-none select-none data-highlighted:bg-hover"
        >
          {option.icon === undefined ? null : <Icon name={option.icon} className="size-4 shrink-0 opacity-80" />}
          <span className="flex-1">{option.label}</span>
          <Radix.ItemIndicator>
            <Icon name="check" className="size-3.5 text-accent" />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}
