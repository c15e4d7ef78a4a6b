import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon";
import { Message } from "./message";

interface EmptyStateProps {
  readonly title: string;
  /** What would be here, and how it gets here. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly icon?: IconName;
  readonly level?: "h1" | "h2" | "h3";
}

/** There is nothing yet, and this is how to begin. */
export function EmptyState({ title, children, actions, icon, level = "h3" }: EmptyStateProps) {
  return (
    <Message
      title={title}
      level={level}
      actions={actions}
      mark={icon === undefined ? null : <Icon name={icon} className="size-5" />}
    >
      {children}
    </Message>
  );
}
