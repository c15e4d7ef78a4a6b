import Link from "next/link";
import { roleName } from "@/components/member/role-words";
import { Badge } from "@/components/ui/badge";
import { buttonClasses } from "@/components/ui/button-classes";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import type { Role } from "@/lib/contract/me";
import { PasswordForm } from "./password-form";
import { type SessionItem, SessionsCard } from "./sessions-card";

interface AccountPageProps {
  readonly account: {
    readonly name: string;
    readonly email: string;
    readonly has_password: boolean;
    readonly workspaces: readonly { readonly slug: string; readonly name: string; readonly role: Role }[];
  };
  readonly sessions: readonly SessionItem[];
}

/** Somebody's own things: where they belong, where they are signed in, their password. */
export function AccountPage({ account, sessions }: AccountPageProps) {
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-6 [&>header]:mb-0">
      <PageHeader title={account.name} description={<bdi>{account.email}</bdi>} />
      <Card
        id="workspaces"
        title="Workspaces"
        actions={
          <Link href="/workspaces/new" className={buttonClasses({ size: "sm" })}>
            New workspace
          </Link>
        }
      >
        {account.workspaces.length === 0 ? (
          <p className="px-4 py-3 text-sm text-ink-soft">
            You belong to no workspace yet. Make one, or ask for an invitation.
          </p>
        ) : (
          <ul className="divide-y divide-line">
            {account.workspaces.map(({ slug, name, role }) => (
              <li key={slug}>
                <Link href={`/${slug}`} className="flex items-center gap-3 px-4 py-2.5 hover:bg-hover">
                  <bdi className="min-w-0 truncate font-medium">{name}</bdi>
                  <span className="truncate text-xs text-ink-faint">/{slug}</span>
                  <span className="ml-auto">
                    <Badge>{roleName[role]}</Badge>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <SessionsCard sessions={sessions} />
      <Card id="password" title="Password">
        <div className="max-w-md p-4">
          {account.has_password ? (
            <PasswordForm email={account.email} />
          ) : (
            <p className="text-sm text-ink-soft">
              You sign in through your identity provider: there is no password here.
            </p>
          )}
        </div>
      </Card>
    </div>
  );
}
