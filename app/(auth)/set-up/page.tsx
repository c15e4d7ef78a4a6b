import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { AuthFrame } from "@/components/account/auth-frame";
import { SetUpForm } from "@/components/account/set-up-form";
import { isEmptyServer } from "@/server/account/first-person";

export const metadata: Metadata = { title: "Set up" };
/** Asked anew each time: it is there once. */
export const dynamic = "force-dynamic";

export default async function SetUpRoute() {
  if (!(await isEmptyServer())) redirect("/sign-in");
  return (
    <AuthFrame
      title="Set up Tellus"
      description="Nobody has an account here yet. Whoever runs this server makes the first one, and owns the first workspace."
    >
      <SetUpForm />
    </AuthFrame>
  );
}
