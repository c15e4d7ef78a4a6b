"use client";

import { TextField } from "@/components/ui/text-field";
import { PASSWORD_MIN_LENGTH } from "@/lib/contract/account";
import type { FormFaults } from "./form-faults";

interface NewAccountFieldsProps {
  readonly faults: FormFaults;
  /** Set: the account is for this address. */
  readonly email?: string | undefined;
  readonly autoFocus?: boolean;
}

/** Who somebody is and how they will sign in. */
export function NewAccountFields({ faults, email, autoFocus = false }: NewAccountFieldsProps) {
  return (
    <>
      <TextField
        label="Your name"
        name="name"
        autoComplete="name"
        size="lg"
        required
        autoFocus={autoFocus}
        fault={faults.name}
      />
      <TextField
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        size="lg"
        required
        defaultValue={email}
        readOnly={email !== undefined}
        fault={faults.email}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        size="lg"
        required
        hint={`At least ${PASSWORD_MIN_LENGTH} characters. Length counts more than signs.`}
        fault={faults.password}
      />
    </>
  );
}
