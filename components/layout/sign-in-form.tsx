"use client";

import Link from "next/link";
import { signIn } from "next-auth/react";
import { type FormEvent, useRef, useState } from "react";
import { buttonClasses } from "@/components/ui/button-classes";
import { Icon } from "@/components/ui/icon";
import { TextField } from "@/components/ui/text-field";
import { NameMark } from "./name-mark";
import { type SignInFaults, signInFaults } from "./sign-in-faults";

interface SignInFormProps {
  readonly returnPath: string;
  /** Identity providers that the operator has set up. */
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  /** Why signing in through one of them failed. */
  readonly error: string | undefined;
}

/** Signs a person in with address and password, or through an identity provider, then opens where they wanted to go by a full load. */
export function SignInForm({ returnPath, providers, error }: SignInFormProps) {
  const [faults, setFaults] = useState<SignInFaults>(error === undefined ? {} : signInFaults(error));
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const email = String(given.get("email") ?? "").trim();
    const password = String(given.get("password") ?? "");
    const found = await trySignIn({ email, password, setBusy });
    if (found === null) return window.location.replace(returnPath);
    setFaults(found);
    form.current
      ?.querySelector<HTMLInputElement>(`[name=${found.email === undefined ? "password" : "email"}]`)
      ?.focus();
  };

  return (
    <main id="content" className="grid min-h-dvh place-content-center px-4 py-12">
      <div className="w-[min(22rem,calc(100vw-2rem))]">
        <Link href="/" aria-label="Tellus, home" className="mx-auto mb-6 block w-fit rounded-lg">
          <NameMark className="size-10" />
        </Link>
        <h1 className="mb-6 text-center text-xl font-semibold tracking-tight">Sign in to Tellus</h1>
        {/* POST, so that a form sent before the script is there never puts a password into the address. */}
        <form
          ref={form}
          method="post"
          noValidate
          onSubmit={submit}
          className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-6 shadow-card"
        >
          <TextField
            label="E-mail"
            name="email"
            type="email"
            autoComplete="username"
            size="lg"
            required
            autoFocus
            fault={faults.email}
          />
          <TextField
            label="Password"
            size="lg"
            required
            name="password"
            type="password"
            autoComplete="current-password"
            fault={faults.password}
          />
          <div role="alert" className="empty:hidden">
            {faults.form === undefined ? null : (
              <p className="flex gap-2 rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
                <Icon name="alert" className="mt-0.5 size-4 shrink-0" />
                {faults.form}
              </p>
            )}
          </div>
          <button type="submit" disabled={busy} className={buttonClasses({ variant: "primary", size: "lg" })}>
            {busy ? "Signing in…" : "Sign in"}
          </button>
        </form>
        {providers.length === 0 ? null : (
          <div className="mt-4 flex flex-col gap-2">
            {providers.map(({ id, name }) => (
              <button
                key={id}
                type="button"
                className={buttonClasses({ size: "lg" })}
                onClick={() => void signIn(id, { callbackUrl: returnPath })}
              >
                Sign in with {name}
              </button>
            ))}
          </div>
        )}
      </div>
    </main>
  );
}

interface SignInTry {
  readonly email: string;
  readonly password: string;
  readonly setBusy: (busy: boolean) => void;
}

/** What is wrong, or `null` when the person is in. Stays busy then: the page is about to change. */
async function trySignIn({ email, password, setBusy }: SignInTry): Promise<SignInFaults | null> {
  if (email === "") return { email: "Enter your e-mail address." };
  if (!email.includes("@")) return { email: "This is not an e-mail address: it has no @." };
  if (password === "") return { password: "Enter your password." };
  setBusy(true);
  try {
    const result = await signIn("password", { email, password, redirect: false });
    if (result?.ok === true && result.error == null) return null;
    setBusy(false);
    return signInFaults(result?.error ?? "unreachable");
  } catch {
    setBusy(false);
    return signInFaults("unreachable");
  }
}
