"use client";

import { useRouter } from "next/navigation";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import { accountClient } from "./account-client";

export interface SessionItem {
  readonly id: string;
  readonly current: boolean;
  readonly browser: string;
  /** Said by the server, so that both write the same first page. */
  readonly lastSeen: string;
  readonly since: string;
}

/** Where the person is signed in; each can be ended, and all at once. */
export function SessionsCard({ sessions }: { readonly sessions: readonly SessionItem[] }) {
  const router = useRouter();
  const toast = useToast();
  const end = async (id: string) => {
    await accountClient.endSession.mutate({ session_id: id });
    toast({ title: "Session ended", tone: "success" });
    router.refresh();
  };
  const endAll = async () => {
    await accountClient.endAllSessions.mutate({});
    window.location.replace("/sign-in");
  };
  return (
    <Card
      id="sessions"
      title="Sessions"
      note="A session ends after 12 hours without use, or after 30 days."
      actions={
        <ConfirmDialog
          title="Sign out everywhere?"
          description="Every session ends at once, this one too. API keys keep working."
          confirmLabel="Sign out everywhere"
          onConfirm={endAll}
          trigger={<Button size="sm">Sign out everywhere</Button>}
        />
      }
    >
      <ul className="divide-y divide-line">
        {sessions.map((session) => (
          <li key={session.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
            <span className="font-medium">{session.browser}</span>
            {session.current ? <Badge tone="accent">This session</Badge> : null}
            <span className="text-xs text-ink-faint">
              last used {session.lastSeen} · signed in {session.since}
            </span>
            {session.current ? null : (
              <ConfirmDialog
                title="End this session?"
                description={`${session.browser} is signed out at its next request.`}
                confirmLabel="End session"
                onConfirm={() => end(session.id)}
                trigger={
                  <Button size="sm" variant="quiet" className="ml-auto">
                    End
                  </Button>
                }
              />
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
