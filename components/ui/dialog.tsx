"use client";

import { Dialog as Radix } from "radix-ui";
import { type ReactElement, type ReactNode, useRef } from "react";
import { IconButton } from "./icon-button";

interface DialogProps {
  readonly title: ReactNode;
  /** What it is about, read out when it opens. */
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, the one that does it last. */
  readonly footer?: ReactNode;
  /** The button that opens it; it gets the focus back. Without one, hold `open` yourself. */
  readonly trigger?: ReactElement;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly size?: "sm" | "md" | "lg";
  /** `false` where a stray click would lose what cannot be shown again. Escape and the close button still leave. */
  readonly closeOnClickBeside?: boolean;
}

const TABBABLE = "a[href], button, input, select, textarea, [tabindex='0']";
const WIDTHS = { sm: "max-w-sm", md: "max-w-lg", lg: "max-w-3xl" } as const;

/** A small task of its own, done or left before the page goes on. Escape and a click beside it leave. */
export function Dialog({
  title,
  description,
  children,
  footer,
  trigger,
  open,
  onOpenChange,
  size = "md",
  closeOnClickBeside = true,
}: DialogProps) {
  const content = useRef<HTMLDivElement>(null);
  return (
    <Radix.Root {...(open === undefined ? {} : { open })} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      {trigger === undefined ? null : <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim motion-safe:animate-appear" />
        <Radix.Content
          ref={content}
          // Where there is nothing but the close button, on the dialog itself: on the button the focus would open its tooltip,
          // which takes the first Escape.
          onOpenAutoFocus={(event) => {
            if (content.current === null || content.current.querySelectorAll(TABBABLE).length > 1) return;
            event.preventDefault();
            content.current.focus();
          }}
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
          {...(closeOnClickBeside ? {} : { onPointerDownOutside: (event: Event) => event.preventDefault() })}
          className={`fixed inset-x-4 top-[10dvh] z-40 mx-auto flex max-h-[80dvh] flex-col rounded-lg border border-line-strong bg-raised shadow-float outline-none motion-safe:animate-appear ${WIDTHS[size]}`}
        >
          <div className="py-3 pt-4 pr-14 pl-5">
            <Radix.Title className="text-lg font-semibold text-balance">{title}</Radix.Title>
            {description === undefined ? null : (
              <Radix.Description className="mt-0.5 text-sm text-pretty text-ink-soft">{description}</Radix.Description>
            )}
          </div>
          {children === undefined ? null : <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>}
          {footer === undefined ? null : (
            <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</div>
          )}
          {/* Last, so that the focus begins at what the dialog is about. */}
          <Radix.Close asChild>
            <IconButton icon="close" label="Close" size="sm" className="absolute top-4 right-3" />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
