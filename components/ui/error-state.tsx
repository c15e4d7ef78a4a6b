"use client";

import type { ReactNode } from "react";
import { Button } from "./button";
import { Icon } from "./icon";
import { Message } from "./message";

interface ErrorStateProps {
  /** What could not be done: “The trials could not be loaded”. */
  readonly title: string;
  /** What is safe, and what to do. */
  readonly children?: ReactNode;
  readonly onRetry?: () => void;
  readonly actions?: ReactNode;
  readonly level?: "h1" | "h2" | "h3";
}

/** Something failed in this place; the rest of the page goes on. */
export function ErrorState({ title, children, onRetry, actions, level = "h3" }: ErrorStateProps) {
  return (
    <div role="alert">
      <Message
        title={title}
        level={level}
        mark={<Icon name="alert" className="size-5 text-danger" />}
        actions={
          onRetry === undefined ? (
            actions
          ) : (
            <>
              <Button onClick={onRetry}>Try again</Button>
              {actions}
            </>
          )
        }
      >
        {children}
      </Message>
    </div>
  );
}
