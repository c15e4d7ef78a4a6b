"use client";

import { Dialog as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { IconButton } from "./icon-button";

interface SheetProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  /** Beside the close button: previous, next, open in full. */
  readonly actions?: ReactNode;
  readonly trigger?: ReactElement;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly side?: "right" | "left";
  readonly size?: "md" | "lg";
  /** `false` leaves the page beside it in use: the table stays clickable while the details are open. */
  readonly modal?: boolean;
}

const SIDES = {
  right: "right-0 border-l motion-safe:animate-from-right",
  left: "left-0 border-r motion-safe:animate-from-left",
} as const;
const WIDTHS = { md: "w-[min(26rem,100vw)]", lg: "w-[min(40rem,100vw)]" } as const;

/** The details of one thing beside the list it is in. */
export function Sheet({
  title,
  description,
  children,
  footer,
  actions,
  trigger,
  open,
  onOpenChange,
  side = "right",
  size = "md",
  modal = true,
}: SheetProps) {
  return (
    <Radix.Root
      modal={modal}
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      {trigger === undefined ? null : <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        {modal ? <Radix.Overlay className="fixed inset-0 z-30 bg-scrim motion-safe:animate-appear" /> : null}
        <Radix.Content
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
          // Beside a page in use, a click on the page is not a wish to close.
          {...(modal ? {} : { onInteractOutside: (event: Event) => event.preventDefault() })}
          className={`fixed inset-y-0 z-30 flex flex-col border-line-strong bg-surface shadow-float outline-none ${SIDES[side]} ${WIDTHS[size]}`}
        >
          <header className="flex items-start gap-2 border-b border-line py-2.5 pr-3 pl-5">
            <div className="min-w-0 flex-1 py-1">
              <Radix.Title className="truncate text-base font-semibold">{title}</Radix.Title>
              {description === undefined ? null : (
                <Radix.Description className="text-xs text-ink-faint">{description}</Radix.Description>
              )}
            </div>
            {actions}
            <Radix.Close asChild>
              <IconButton icon="close" label="Close" />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {footer === undefined ? null : (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
