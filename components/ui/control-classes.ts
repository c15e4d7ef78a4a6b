/** The look of everything one types into or chooses from. */
export const controlClasses =
  "w-full min-w-0 rounded-md text-ellipsis border border-control bg-field text-ink placeholder:text-ink-faint transition-colors hover:border-control-strong focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-faint [&:is(input,textarea):read-only]:bg-sunken aria-invalid:border-danger";

export const controlSizes = { sm: "h-7 px-2 text-xs", md: "h-8 px-2.5 text-sm", lg: "h-10 px-3 text-base" } as const;

export type ControlSize = keyof typeof controlSizes;
