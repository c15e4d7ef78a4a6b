"use client";

import type { ComponentProps } from "react";
import { type ButtonLook, buttonClasses } from "./button-classes";
import { Icon, type IconName } from "./icon";
import { Spinner } from "./spinner";
import { Tooltip } from "./tooltip";

export interface ButtonProps extends Omit<ComponentProps<"button">, "disabled">, ButtonLook {
  readonly icon?: IconName;
  /** Something is going on: it keeps its place and its focus, and takes no second click. */
  readonly busy?: boolean;
  readonly disabled?: boolean;
  /** Why it cannot be used now, said on hover and focus. It stays reachable by keyboard, so that everyone can learn it. */
  readonly disabledReason?: string | undefined;
}

/** Does something on this page. What goes elsewhere is a link with `buttonClasses`. */
export function Button({
  variant,
  size,
  icon,
  busy = false,
  disabled = false,
  disabledReason,
  className = "",
  type = "button",
  onClick,
  children,
  ...rest
}: ButtonProps) {
  const inert = busy || disabledReason !== undefined;
  const mark = size === "sm" ? "size-3.5" : "size-4";
  const button = (
    <button
      {...rest}
      type={inert && type === "submit" ? "button" : type}
      disabled={disabled && disabledReason === undefined}
      aria-disabled={inert || undefined}
      aria-busy={busy || undefined}
      onClick={inert ? undefined : onClick}
      className={`${buttonClasses({ ...(variant && { variant }), ...(size && { size }) })} ${className}`}
    >
      {busy ? <Spinner className={mark} /> : null}
      {!busy && icon !== undefined ? <Icon name={icon} className={mark} /> : null}
      {children}
    </button>
  );
  return disabledReason === undefined ? button : <Tooltip content={disabledReason}>{button}</Tooltip>;
}
