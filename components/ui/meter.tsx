interface MeterProps {
  readonly value: number;
  readonly max: number;
  /** What is measured, in words: “Members, 3 of 5”. */
  readonly label: string;
  readonly tone?: "accent" | "warning" | "danger";
  readonly className?: string;
}

const FILLS = { accent: "fill-accent", warning: "fill-running", danger: "fill-failed" } as const;

/** How much of a limit is used. An SVG: its width needs no inline style, which the content security policy blocks. */
export function Meter({ value, max, label, tone = "accent", className = "h-1.5" }: MeterProps) {
  const share = max > 0 ? Math.min(Math.max(value / max, 0), 1) : 0;
  return (
    <svg role="img" aria-label={label} className={`block w-full overflow-hidden rounded-full bg-track ${className}`}>
      <rect width={`${share * 100}%`} height="100%" className={FILLS[tone]} />
    </svg>
  );
}
