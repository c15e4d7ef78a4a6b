import Link from "next/link";
import type { ReactNode } from "react";
import { buttonClasses } from "@/components/ui/button-classes";
import { Message } from "@/components/ui/message";
import { NameMark } from "./name-mark";

interface FullPageMessageProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}

/** A page that only says something. */
export function FullPageMessage({ title, children, actions }: FullPageMessageProps) {
  return (
    <main id="content" className="grid min-h-dvh place-content-center justify-items-center pb-24">
      <NameMark className="size-10" />
      <Message
        level="h1"
        title={title}
        actions={
          actions ?? (
            <Link href="/" className={buttonClasses()}>
              To the start
            </Link>
          )
        }
      >
        {children}
      </Message>
    </main>
  );
}
