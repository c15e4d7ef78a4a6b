"use client";

import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { FormAlert } from "./form-alert";
import { type FormFaults, formFaults } from "./form-faults";

interface AccountFormProps<Name extends string> {
  readonly fields: readonly Name[];
  readonly submitLabel: string;
  /** A rejection is said where it belongs; when it settles the page is about to change, and the form stays busy. */
  readonly onSubmit: (given: Readonly<Record<Name, string>>) => Promise<void>;
  readonly children: (faults: FormFaults) => ReactNode;
}

/** A form whose checks are the server's: what it refuses is said at the field, and the first such field gets the focus. */
export function AccountForm<Name extends string>({ fields, submitLabel, onSubmit, children }: AccountFormProps<Name>) {
  const [faults, setFaults] = useState<FormFaults>({});
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const data = new FormData(event.currentTarget);
    const given = Object.fromEntries(fields.map((name) => [name, String(data.get(name) ?? "")]));
    setBusy(true);
    setFaults({});
    try {
      await onSubmit(given as Record<Name, string>); // made of `fields` on the line above
    } catch (error) {
      const found = formFaults(error, fields);
      setFaults(found);
      setBusy(false);
      const first = fields.find((name) => found[name] !== undefined);
      if (first !== undefined) form.current?.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
    }
  };

  return (
    // POST, so that a form sent before the script is there never puts a password into the address.
    <form ref={form} method="post" noValidate onSubmit={submit} className="flex flex-col gap-4">
      {children(faults)}
      <FormAlert text={faults.form} />
      <Button type="submit" variant="primary" size="lg" busy={busy}>
        {submitLabel}
      </Button>
    </form>
  );
}
