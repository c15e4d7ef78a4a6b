import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/layout/sign-in-form";
import { isEmptyServer } from "@/server/account/first-person";
import { identityProviderNames } from "@/server/auth/identity-providers";
import { sessionPerson } from "@/server/auth/session-person";
import { safeReturnPath } from "@/server/auth/session-return-path";

export const metadata: Metadata = { title: "Sign in" };

interface SignInRouteProps {
  readonly searchParams: Promise<{ return_to?: string | string[]; error?: string | string[] }>;
}

export default async function SignInRoute({ searchParams }: SignInRouteProps) {
  const { return_to: wanted, error } = await searchParams;
  const returnPath = safeReturnPath(typeof wanted === "string" ? wanted : null);
  if ((await sessionPerson()) !== null) redirect(returnPath);
  // Where nobody has an account, whoever comes is the one who runs the server.
  if (await isEmptyServer()) redirect("/set-up");
  return (
    <SignInForm
      returnPath={returnPath}
      providers={identityProviderNames()}
      error={typeof error === "string" ? error : undefined}
    />
  );
}
