import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { AuthFrame } from "@/components/account/auth-frame";
import { SignUpClosed } from "@/components/account/sign-up-closed";
import { SignUpForm } from "@/components/account/sign-up-form";
import { sessionPerson } from "@/server/auth/session-person";
import { safeReturnPath } from "@/server/auth/session-return-path";
import { env } from "@/server/env";

export const metadata: Metadata = { title: "Create an account" };

interface SignUpRouteProps {
  readonly searchParams: Promise<{ return_to?: string | string[] }>;
}

export default async function SignUpRoute({ searchParams }: SignUpRouteProps) {
  const wanted = (await searchParams).return_to;
  const returnPath = safeReturnPath(typeof wanted === "string" ? wanted : null);
  if ((await sessionPerson()) !== null) redirect(returnPath);
  const { mode, domains } = env().signUp;
  if (mode === "closed") return <SignUpClosed />;
  return (
    <AuthFrame
      title="Create an account"
      description={mode === "domain" ? `For addresses of ${domains.join(", ")}.` : undefined}
      footer={
        <>
          You have one? <Link href="/sign-in">Sign in</Link>
        </>
      }
    >
      <SignUpForm returnPath={returnPath} />
    </AuthFrame>
  );
}
