"use client";

import { TextField } from "@/components/ui/text-field";
import { accountClient } from "./account-client";
import { AccountForm } from "./account-form";

const FIELDS = ["name"] as const;

export function NewWorkspaceForm() {
  return (
    <AccountForm
      fields={FIELDS}
      submitLabel="Create workspace"
      onSubmit={async (given) => {
        const { slug } = await accountClient.createWorkspace.mutate(given);
        window.location.assign(`/${slug}`);
      }}
    >
      {(faults) => (
        <TextField
          label="Name"
          name="name"
          size="lg"
          required
          autoComplete="organization"
          autoFocus
          hint="Its address is made of the name and stays when the name changes."
          fault={faults.name}
        />
      )}
    </AccountForm>
  );
}
