"use client";

import { Dialog as Radix } from "radix-ui";
import { type ReactElement, type ReactNode, useRef } from "react";
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
  const content = useRef<HTMLDivElement>(null);
  const before = useRef<Element>(null);
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
          ref={content}
          // On the sheet itself: on its first button the focus would open that one's tooltip, which takes the first Escape.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            before.current = document.activeElement;
            content.current?.focus();
          }}
          // Where no trigger gets the focus back, whoever had it does.
          onCloseAutoFocus={(event) => {
            if (trigger !== undefined || !(before.current instanceof HTMLElement)) return;
            event.preventDefault();
            if (document.activeElement === document.body) before.current.focus();
          }}
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
          // Beside a page in use, a click on the page is not a wish to close.
          {...(modal ? {} : { onInteractOutside: (event: Event) => event.preventDefault() })}
          className={`fixed inset-y-0 z-30 flex flex-col border-line-strong bg-surface shadow-float outline-none ${SIDES[side]} ${WIDTHS[size]}`}
        >
          <div className="flex flex-wrap items-start gap-2 border-b border-line py-2.5 pr-3 pl-5">
            <div className="min-w-0 flex-1 py-1">
              <Radix.Title className="truncate text-base font-semibold">{title}</Radix.Title>
              {description === undefined ? null : (
                <Radix.Description className="text-xs text-ink-faint">{description}</Radix.Description>
              )}
            </div>
            {actions === undefined || actions === null ? null : (
              // On a telephone in a row of their own: beside them a title would be cut to its first word.
              <div className="flex items-center gap-2 max-sm:order-last max-sm:basis-full max-sm:flex-wrap">
                {actions}
              </div>
            )}
            <Radix.Close asChild>
              <IconButton icon="close" label="Close" />
            </Radix.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {footer === undefined ? null : (
            <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</div>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
