"use client";

import { signIn } from "next-auth/react";

/** Signs in with what was just set, then opens the path by a full load: nothing of the page before stays in memory. */
export async function signInAndOpen(given: { readonly email: string; readonly password: string }, path: string) {
  const result = await signIn("password", { ...given, redirect: false });
  const signedIn = result?.ok === true && result.error == null;
  window.location.replace(signedIn ? path : `/sign-in?return_to=${encodeURIComponent(path)}`);
}
