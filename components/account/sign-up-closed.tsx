import Link from "next/link";
import { FullPageMessage } from "@/components/layout/full-page-message";
import { buttonClasses } from "@/components/ui/button-classes";

export function SignUpClosed() {
  return (
    <FullPageMessage
      title="Accounts here are by invitation"
      actions={
        <Link href="/sign-in" className={buttonClasses({ variant: "primary" })}>
          Sign in
        </Link>
      }
    >
      Ask an owner or admin of your team's workspace for an invitation. Its link lets you make an account.
    </FullPageMessage>
  );
}
