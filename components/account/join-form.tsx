"use client";

import { accountClient } from "./account-client";
import { AccountForm } from "./account-form";
import { NewAccountFields } from "./new-account-fields";
import { signInAndOpen } from "./sign-in-with-password";

const FIELDS = ["name", "email", "password"] as const;

interface JoinFormProps {
  readonly secret: string;
  readonly email: string | null;
}

/** Makes an account and joins the workspace with it. */
export function JoinForm({ secret, email }: JoinFormProps) {
  return (
    <AccountForm
      fields={FIELDS}
      submitLabel="Create account and join"
      onSubmit={async (given) => {
        const { slug } = await accountClient.joinWorkspace.mutate({ secret, ...given });
        await signInAndOpen(given, `/${slug}`);
      }}
    >
      {(faults) => <NewAccountFields faults={faults} email={email ?? undefined} autoFocus />}
    </AccountForm>
  );
}
