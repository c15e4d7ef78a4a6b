"use client";

import { accountClient } from "./account-client";
import { AccountForm } from "./account-form";
import { NewAccountFields } from "./new-account-fields";
import { signInAndOpen } from "./sign-in-with-password";

const FIELDS = ["name", "email", "password"] as const;

/** Makes an account, and then a workspace. */
export function SignUpForm({ returnPath }: { readonly returnPath: string }) {
  return (
    <AccountForm
      fields={FIELDS}
      submitLabel="Create account"
      onSubmit={async (given) => {
        await accountClient.signUp.mutate(given);
        await signInAndOpen(given, returnPath === "/" ? "/workspaces/new" : returnPath);
      }}
    >
      {(faults) => <NewAccountFields faults={faults} autoFocus />}
    </AccountForm>
  );
}
