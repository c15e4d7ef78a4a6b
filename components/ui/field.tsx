import { type ReactNode, useId } from "react";

/** What ties a control to its label, its hint and its fault. Spread it on the control. */
export interface FieldControl {
  readonly id: string;
  readonly "aria-invalid": boolean;
  readonly "aria-describedby": string | undefined;
}

interface FieldProps {
  readonly label: ReactNode;
  /** What to enter, before anything is wrong. */
  readonly hint?: ReactNode;
  /** What is wrong with it, said where it is. */
  readonly fault?: string | undefined;
  readonly optional?: boolean;
  /** Keeps the label for screen readers only, where the eye has another. */
  readonly labelHidden?: boolean;
  readonly className?: string;
  readonly children: (control: FieldControl) => ReactNode;
}

/** A label, a control, and what is to be said about it. Every control of a form stands in one. */
export function Field({
  label,
  hint,
  fault,
  optional = false,
  labelHidden = false,
  className = "",
  children,
}: FieldProps) {
  const id = useId();
  const hintId = hint === undefined ? null : `${id}-hint`;
  const faultId = fault === undefined ? null : `${id}-fault`;
  const describedBy = [faultId, hintId].filter((part) => part !== null).join(" ");
  return (
    <div className={`flex min-w-0 flex-col gap-1.5 ${className}`}>
      <label htmlFor={id} className={labelHidden ? "sr-only" : "flex items-baseline gap-2 text-sm font-medium"}>
        {label}
        {optional ? <span className="text-xs font-normal text-ink-faint">optional</span> : null}
      </label>
      {children({
        id,
        "aria-invalid": fault !== undefined,
        "aria-describedby": describedBy === "" ? undefined : describedBy,
      })}
      {faultId === null ? null : (
        <p id={faultId} className="text-xs text-pretty text-danger">
          {fault}
        </p>
      )}
      {hintId === null ? null : (
        <p id={hintId} className="text-xs text-pretty text-ink-faint">
          {hint}
        </p>
      )}
    </div>
  );
}
