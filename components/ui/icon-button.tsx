"use client";

import type { ComponentProps } from "react";
import { Icon, type IconName } from "./icon";
import { Spinner } from "./spinner";
import { Tooltip } from "./tooltip";

interface IconButtonProps extends Omit<ComponentProps<"button">, "children" | "aria-label"> {
  readonly icon: IconName;
  /** What it does; read out, and shown on hover. */
  readonly label: string;
  readonly size?: "sm" | "md";
  readonly tone?: "plain" | "danger";
  readonly busy?: boolean;
}

/** A button that is only a sign. For actions everyone knows by it; any other gets its word. */
export function IconButton({
  icon,
  label,
  size = "md",
  tone = "plain",
  busy = false,
  className = "",
  onClick,
  ...rest
}: IconButtonProps) {
  const room = size === "sm" ? "size-7" : "size-8";
  const hover = tone === "danger" ? "hover:text-danger" : "hover:text-ink";
  return (
    <Tooltip content={label}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-disabled={busy || undefined}
        onClick={busy ? undefined : onClick}
        className={`grid shrink-0 place-items-center rounded-md text-ink-soft transition-colors hover:bg-sunken disabled:cursor-not-allowed disabled:opacity-50 data-[state=open]:bg-sunken data-[state=open]:text-ink ${hover} ${room} ${className}`}
      >
        {busy ? <Spinner /> : <Icon name={icon} />}
      </button>
    </Tooltip>
  );
}
