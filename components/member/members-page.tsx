"use client";

import { useQuery } from "@tanstack/react-query";
import { Card } from "@/components/ui/card";
import { ErrorState } from "@/components/ui/error-state";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";
import { useTRPC } from "@/components/workspace/trpc";
import type { Role } from "@/lib/contract/me";
import { rolesGrantedBy } from "@/lib/domain/member-rules";
import { countOf } from "@/lib/format/count";
import { InvitationsCard } from "./invitations-card";
import { InviteDialog } from "./invite-dialog";
import { MembersTable } from "./members-table";
import { roleMeaning, roleName } from "./role-words";

interface MembersPageProps {
  /** The role of whoever looks. */
  readonly role: Role;
  readonly personId: string;
  readonly nowMs: number;
}

/** Who belongs to the workspace, as what, and who is invited. */
export function MembersPage({ role, personId, nowMs }: MembersPageProps) {
  const trpc = useTRPC();
  const members = useQuery(trpc.member.list.queryOptions({ limit: 1000 }));
  const governs = rolesGrantedBy(role).length > 0;
  return (
    <div className="flex flex-col gap-6 [&>header]:mb-0">
      <PageHeader
        title="Members"
        description={
          governs
            ? "A changed role or a removal holds within five seconds, everywhere."
            : "Owners and admins invite people and change roles."
        }
        actions={<InviteDialog role={role} />}
      />
      <Card
        id="members"
        title="People"
        note={members.data === undefined ? undefined : countOf(members.data.data.length, "member")}
      >
        {members.isPending ? <Skeleton className="m-4 h-32" /> : null}
        {members.isError ? (
          <ErrorState title="The members could not be loaded" onRetry={() => void members.refetch()} />
        ) : null}
        {members.data === undefined ? null : (
          <MembersTable members={members.data.data} role={role} personId={personId} nowMs={nowMs} />
        )}
      </Card>
      {governs ? <InvitationsCard nowMs={nowMs} /> : null}
      <Card id="roles" title="What each role may do">
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 p-4 text-sm">
          {(Object.keys(roleName) as Role[]).map((each) => (
            <div key={each} className="col-span-2 grid grid-cols-subgrid">
              <dt className="font-medium">{roleName[each]}</dt>
              <dd className="text-ink-soft">{roleMeaning[each]}</dd>
            </div>
          ))}
        </dl>
      </Card>
    </div>
  );
}
