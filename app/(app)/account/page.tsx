import type { Metadata } from "next";
import { AccountPage } from "@/components/account/account-page";
import { browserName } from "@/components/account/browser-name";
import { WorkspaceShell } from "@/components/layout/workspace-shell";
import { formatAgo } from "@/lib/format/date";
import { listSessions } from "@/server/account/list-sessions";
import { pageAccount, pagePerson } from "@/server/account/page-account";
import { readAccount } from "@/server/account/read-account";

export const metadata: Metadata = { title: "Your account" };

export default async function AccountRoute() {
  await pagePerson("/account");
  const context = await pageAccount();
  const [account, { data }] = await Promise.all([readAccount.run(context, {}), listSessions.run(context, {})]);
  const nowMs = Date.now();
  const sessions = data.map(({ id, current, user_agent, created_at, last_seen_at }) => ({
    id,
    current,
    browser: browserName(user_agent),
    lastSeen: formatAgo(last_seen_at, nowMs),
    since: formatAgo(created_at, nowMs),
  }));
  return (
    <WorkspaceShell personName={account.name} crumbs={[{ name: "Your account" }]}>
      <AccountPage account={account} sessions={sessions} />
    </WorkspaceShell>
  );
}
