"use client";

import { type ReactNode, useRef, useState, useSyncExternalStore } from "react";
import { controlClasses, controlSizes } from "@/components/ui/control-classes";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { formatExactTime } from "@/lib/format/date";
import { toLocalTime, toTimestamp } from "./local-time";

interface DeadlineFieldProps {
  /** RFC 3339; empty for none; anything else is for the check to refuse. */
  readonly value: string;
  readonly fault: string | undefined;
  readonly onChange: (value: string) => void;
}

/** Stands for what was begun and left, of which a browser tells only that it is there: the check says so at the field. */
const INCOMPLETE = "incomplete";

/** A time that is chosen in the zone of whoever chooses it, and kept with its zone. */
export function DeadlineField({ value, fault, onChange }: DeadlineFieldProps) {
  /** On the way to 2030 the year is 2 and 20; what was typed stays as it was typed while it means the value. */
  const [typed, setTyped] = useState("");
  const zone = useTimeZone();
  const input = useRef<HTMLInputElement>(null);
  const shown = toTimestamp(typed) === value ? typed : toLocalTime(value);
  const said = value === INCOMPLETE && fault !== undefined ? "Complete date and time, or clear them." : fault;
  const settle = ({ validity }: HTMLInputElement) => {
    if (validity.badInput) onChange(INCOMPLETE);
    else if (value === INCOMPLETE) onChange("");
  };
  const clear = () => {
    onChange("");
    if (input.current === null) return;
    // What is incomplete is no value, so it does not go with the value.
    input.current.value = "";
    input.current.focus();
  };
  return (
    <Field label="Deadline" optional hint={hintOf(value, { zone, isTime: shown !== "" })} fault={said}>
      {(control) => (
        <div className="flex items-center gap-1">
          <input
            {...control}
            ref={input}
            type="datetime-local"
            // Years of more digits are no times of the API.
            max="9998-12-31T23:59"
            value={shown}
            onChange={({ target }) => {
              setTyped(target.value);
              onChange(toTimestamp(target.value));
            }}
            onBlur={({ target }) => settle(target)}
            onKeyDown={({ key, currentTarget }) => key === "Enter" && settle(currentTarget)}
            className={`${controlClasses} ${controlSizes.md}`}
          />
          {value === "" ? null : <IconButton icon="close" label="Clear deadline" onClick={clear} />}
        </div>
      )}
    </Field>
  );
}

interface Shown {
  readonly zone: string | null;
  readonly isTime: boolean;
}

/** Every other page writes times in UTC, so the same time stands there too. */
function hintOf(value: string, { zone, isTime }: Shown): ReactNode {
  const where = `Time zone: ${zone ?? "yours"}.`;
  if (!isTime) return `${where} After it nothing new is handed out.`;
  return (
    <>
      {where} That is <span className="whitespace-nowrap">{formatExactTime(value)}.</span>
    </>
  );
}

/** The browser's; the server, which writes the first page, does not know it. */
function useTimeZone(): string | null {
  return useSyncExternalStore(neverChanges, readTimeZone, () => null);
}

const neverChanges = () => () => {};
const readTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
