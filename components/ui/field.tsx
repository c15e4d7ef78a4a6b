import { useId } from "react";

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly type: "text" | "email" | "password";
  readonly autoComplete: string;
  /** What is wrong with it, said where it is. */
  readonly fault: string | undefined;
  readonly autoFocus?: boolean;
}

export function Field({ label, name, type, autoComplete, fault, autoFocus = false }: FieldProps) {
  const id = useId();
  const faultId = `${id}-fault`;
  const border = fault === undefined ? "border-line-strong" : "border-danger";
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        name={name}
        type={type}
        autoComplete={autoComplete}
        // biome-ignore lint/a11y/noAutofocus: the page is this form
        autoFocus={autoFocus}
        required
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : faultId}
        className={`h-10 rounded-md border bg-canvas px-3 text-base text-ink focus-visible:outline-offset-0 ${border}`}
      />
      {fault === undefined ? null : (
        <p id={faultId} className="text-xs text-danger">
          {fault}
        </p>
      )}
    </div>
  );
}
