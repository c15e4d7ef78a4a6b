"use client";

import { TextField } from "@/components/ui/text-field";
import { PASSWORD_MIN_LENGTH } from "@/lib/contract/account";
import { accountClient } from "./account-client";
import { AccountForm } from "./account-form";
import { signInAndOpen } from "./sign-in-with-password";

const FIELDS = ["current_password", "new_password"] as const;

/** Changes the password. Every session ends with it, this one too, which begins anew. */
export function PasswordForm({ email }: { readonly email: string }) {
  return (
    <AccountForm
      fields={FIELDS}
      submitLabel="Change password"
      onSubmit={async (given) => {
        await accountClient.changePassword.mutate(given);
        await signInAndOpen({ email, password: given.new_password }, "/account");
      }}
    >
      {(faults) => (
        <>
          {/* Tells password managers whose password this is. */}
          <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
          <TextField
            label="Present password"
            name="current_password"
            type="password"
            autoComplete="current-password"
            required
            fault={faults.current_password}
          />
          <TextField
            label="New password"
            name="new_password"
            type="password"
            autoComplete="new-password"
            required
            hint={`At least ${PASSWORD_MIN_LENGTH} characters. All your sessions end; this page signs in anew.`}
            fault={faults.new_password}
          />
        </>
      )}
    </AccountForm>
  );
}
