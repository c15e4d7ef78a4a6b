"use client";

import { FullPageMessage } from "@/components/layout/full-page-message";
import { buttonClasses } from "@/components/ui/button-classes";

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <FullPageMessage
      title="This page could not be shown"
      actions={
        <button type="button" className={buttonClasses({ variant: "primary" })} onClick={reset}>
          Try again
        </button>
      }
    >
      Something broke on our side; your studies and results are safe.
      {error.digest === undefined ? null : <> The operator finds it in the log as {error.digest}.</>}
    </FullPageMessage>
  );
}
