import type { ReactNode } from "react";

const TONES = {
  neutral: "border-line-strong bg-surface text-ink-soft",
  solid: "border-transparent bg-sunken text-ink",
  accent: "border-transparent bg-accent-soft text-accent-strong",
  info: "border-transparent bg-info-soft text-info",
  warning: "border-transparent bg-warning-soft text-warning",
  danger: "border-transparent bg-danger-soft text-danger",
} as const;

export type BadgeTone = keyof typeof TONES;

interface BadgeProps {
  readonly tone?: BadgeTone;
  readonly title?: string;
  readonly children: ReactNode;
}

/** A word about a thing: its state, its role, its kind. Color never says it alone. */
export function Badge({ tone = "neutral", title, children }: BadgeProps) {
  return (
    <span
      title={title}
      className={`inline-flex h-5 max-w-full shrink-0 items-center gap-1 rounded-full border px-2 text-xs font-medium whitespace-nowrap ${TONES[tone]}`}
    >
      {children}
    </span>
  );
}
