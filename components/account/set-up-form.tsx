"use client";

import { TextField } from "@/components/ui/text-field";
import { accountClient } from "./account-client";
import { AccountForm } from "./account-form";
import { NewAccountFields } from "./new-account-fields";
import { signInAndOpen } from "./sign-in-with-password";

const FIELDS = ["code", "name", "email", "password", "workspace"] as const;

/** Makes the first account and workspace of this server. */
export function SetUpForm() {
  return (
    <AccountForm
      fields={FIELDS}
      submitLabel="Set up"
      onSubmit={async (given) => {
        const { slug } = await accountClient.setUp.mutate(given);
        await signInAndOpen(given, `/${slug}`);
      }}
    >
      {(faults) => (
        <>
          <TextField
            label="Set-up code"
            name="code"
            size="lg"
            mono
            required
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            placeholder="XXXXX-XXXXX-XXXXX-XXXXX"
            autoFocus
            hint="The server printed it when it started."
            fault={faults.code}
          />
          <NewAccountFields faults={faults} />
          <TextField
            label="Workspace"
            name="workspace"
            size="lg"
            required
            autoComplete="organization"
            hint="Your team's name. Projects, studies and people belong to it."
            fault={faults.workspace}
          />
        </>
      )}
    </AccountForm>
  );
}
