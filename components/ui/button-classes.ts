const base =
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap select-none transition-colors disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50";

const variants = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  secondary: "border border-line-strong bg-surface text-ink hover:bg-sunken",
  quiet: "text-ink-soft hover:bg-sunken hover:text-ink data-[state=open]:bg-sunken data-[state=open]:text-ink",
  danger: "bg-danger-strong text-on-danger hover:bg-danger-deep",
} as const;

const sizes = { sm: "h-7 px-2 text-xs", md: "h-8 px-3 text-sm", lg: "h-10 px-4 text-base" } as const;

export interface ButtonLook {
  readonly variant?: keyof typeof variants;
  readonly size?: keyof typeof sizes;
}

/** The look of a button, for buttons and for links that act like one. */
export function buttonClasses({ variant = "secondary", size = "md" }: ButtonLook = {}): string {
  return `${base} ${variants[variant]} ${sizes[size]}`;
}
