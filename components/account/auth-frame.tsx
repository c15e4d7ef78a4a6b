import Link from "next/link";
import type { ReactNode } from "react";
import { NameMark } from "@/components/layout/name-mark";

interface AuthFrameProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly children: ReactNode;
  /** Another way, below the card. */
  readonly footer?: ReactNode;
}

/** What stands around a page that lets somebody in: the mark, one sentence, one card. */
export function AuthFrame({ title, description, children, footer }: AuthFrameProps) {
  return (
    <main id="content" className="grid min-h-dvh place-content-center px-4 py-12">
      <div className="w-[min(24rem,calc(100vw-2rem))]">
        <Link href="/" aria-label="Tellus, home" className="mx-auto mb-6 block w-fit rounded-lg">
          <NameMark className="size-10" />
        </Link>
        <h1 className="text-center text-xl font-semibold tracking-tight text-balance break-words">{title}</h1>
        {description === undefined ? null : (
          <div className="mt-2 text-center text-sm text-pretty text-ink-soft">{description}</div>
        )}
        <div className="mt-6 rounded-lg border border-line bg-surface p-6 shadow-card">{children}</div>
        {footer === undefined ? null : <div className="mt-4 text-center text-sm text-ink-soft">{footer}</div>}
      </div>
    </main>
  );
}
