import type { ReactNode } from "react";

interface MessageProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** A sign above the title. */
  readonly mark?: ReactNode;
  readonly level?: "h1" | "h2" | "h3";
}

/** What is said where there is nothing to show: empty, failed, not found, not allowed. */
export function Message({ title, children, actions, mark, level: Heading = "h3" }: MessageProps) {
  return (
    <div className="mx-auto flex max-w-lg flex-col items-center gap-1.5 px-6 py-12 text-center">
      {mark === undefined || mark === null ? null : (
        <div className="mb-2 grid size-10 place-items-center rounded-full bg-sunken text-ink-faint">{mark}</div>
      )}
      <Heading className={`${Heading === "h1" ? "text-xl" : "text-base"} font-semibold text-balance`}>{title}</Heading>
      {children === undefined ? null : <div className="text-ink-soft text-pretty">{children}</div>}
      {actions === undefined ? null : <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
