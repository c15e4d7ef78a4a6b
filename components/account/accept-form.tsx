"use client";

import { accountClient } from "./account-client";
import { AccountForm } from "./account-form";

/** Joins the workspace as whoever is signed in. Opening the page alone joins nothing. */
export function AcceptForm({ secret, workspace }: { readonly secret: string; readonly workspace: string }) {
  return (
    <AccountForm
      fields={[]}
      submitLabel={`Join ${workspace}`}
      onSubmit={async () => {
        const { slug } = await accountClient.acceptInvitation.mutate({ secret });
        window.location.replace(`/${slug}`);
      }}
    >
      {() => null}
    </AccountForm>
  );
}
