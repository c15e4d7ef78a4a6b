"use client";

import { Select as Radix } from "radix-ui";
import { type ControlSize, controlClasses, controlSizes } from "./control-classes";
import type { FieldControl } from "./field";
import { Icon } from "./icon";
import { pageNonce } from "./page-nonce";

export interface SelectOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** One line below the label, in the list only. */
  readonly hint?: string;
  readonly disabled?: boolean;
}

interface SelectProps<Value extends string> extends Partial<FieldControl> {
  readonly value: Value | undefined;
  readonly onValueChange: (value: Value) => void;
  readonly options: readonly SelectOption<Value>[];
  /** Its name, where no `Field` gives it a label. */
  readonly label?: string;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly size?: ControlSize;
  readonly name?: string;
  readonly className?: string;
}

/** One of several. For two to four that fit side by side take `Segmented`. Values are never empty strings. */
export function Select<Value extends string>({
  value,
  onValueChange,
  options,
  label,
  placeholder = "Choose…",
  disabled = false,
  size = "md",
  name,
  className = "",
  ...control
}: SelectProps<Value>) {
  return (
    <Radix.Root
      value={value ?? ""}
      onValueChange={(chosen) => onValueChange(chosen as Value)} // Radix only gives back a value of `options`
      disabled={disabled}
      {...(name === undefined ? {} : { name })}
    >
      <Radix.Trigger
        {...control}
        aria-label={label}
        className={`flex items-center justify-between gap-2 text-left data-placeholder:text-ink-faint ${controlClasses} ${controlSizes[size]} ${className}`}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <Icon name="chevronUpDown" className="size-3.5 shrink-0 text-ink-faint" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-md border border-line-strong bg-raised p-1 shadow-float motion-safe:animate-appear"
        >
          <Radix.Viewport nonce={pageNonce()}>
            {options.map((option) => (
              <SelectItem key={option.value} {...option} />
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function SelectItem({ value, label, hint, disabled = false }: SelectOption<string>) {
  return (
    <Radix.Item
      value={value}
      disabled={disabled}
      // The hint is part of the name: it is seen as one with the label.
      aria-labelledby={undefined}
      className="relative flex cursor-default flex-col rounded-sm py-1.5 pr-3 pl-7 text-sm outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover"
    >
      <Radix.ItemIndicator className="absolute top-2 left-2">
        <Icon name="check" className="size-3.5 text-accent" />
      </Radix.ItemIndicator>
      <Radix.ItemText>{label}</Radix.ItemText>
      {hint === undefined ? null : <span className="max-w-72 text-xs text-ink-faint">{hint}</span>}
    </Radix.Item>
  );
}
