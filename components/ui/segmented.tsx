"use client";

interface SegmentedProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly options: Readonly<Record<Value, string>>;
}

/** A choice of a few, of which one holds. */
export function Segmented<Value extends string>({ label, value, onChange, options }: SegmentedProps<Value>) {
  return (
    <fieldset className="flex min-w-0 flex-wrap rounded-md bg-sunken p-0.5">
      <legend className="sr-only">{label}</legend>
      {(Object.keys(options) as Value[]).map((option) => (
        <button
          key={option}
          type="button"
          aria-pressed={option === value}
          onClick={() => onChange(option)}
          title={options[option]}
          className={`h-6 max-w-full truncate rounded-[5px] px-2 text-xs ${option === value ? "bg-raised font-medium text-ink shadow-card" : "text-ink-soft hover:text-ink"}`}
        >
          {options[option]}
        </button>
      ))}
    </fieldset>
  );
}
