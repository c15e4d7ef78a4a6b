"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { BreakableName } from "@/components/ui/breakable-name";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Select } from "@/components/ui/select";
import { Table, TableCell, TableHead, TableRow } from "@/components/ui/table";
import { TableHeadCell } from "@/components/ui/table-head-cell";
import { useToast } from "@/components/ui/toast";
import { useTRPC } from "@/components/workspace/trpc";
import type { Role } from "@/lib/contract/me";
import type { Member } from "@/lib/contract/member";
import { refusedRoleChange, rolesGrantedBy } from "@/lib/domain/member-rules";
import { formatAgo } from "@/lib/format/date";
import { LAST_OWNER_STAYS, LeaveButton } from "./leave-button";
import { roleMeaning, roleName } from "./role-words";

interface MembersTableProps {
  readonly members: readonly Member[];
  /** The role of whoever looks. */
  readonly role: Role;
  readonly personId: string;
  readonly nowMs: number;
}

export function MembersTable({ members, role, personId, nowMs }: MembersTableProps) {
  const owners = members.filter((member) => member.role === "owner").length;
  const sorted = members.toSorted((one, other) => one.name.localeCompare(other.name));
  return (
    <Table label="Members">
      <TableHead>
        <TableHeadCell>Name</TableHeadCell>
        <TableHeadCell>Role</TableHeadCell>
        <TableHeadCell className="max-sm:hidden">Joined</TableHeadCell>
        <TableHeadCell>
          <span className="sr-only">Actions</span>
        </TableHeadCell>
      </TableHead>
      <tbody>
        {sorted.map((member) => (
          <MemberRow
            key={member.person_id}
            member={member}
            role={role}
            self={member.person_id === personId}
            nowMs={nowMs}
            lastOwner={member.role === "owner" && owners === 1}
          />
        ))}
      </tbody>
    </Table>
  );
}

interface MemberRowProps {
  readonly member: Member;
  readonly role: Role;
  /** Whoever looks. */
  readonly self: boolean;
  readonly nowMs: number;
  readonly lastOwner: boolean;
}

function MemberRow({ member, role, self, nowMs, lastOwner }: MemberRowProps) {
  const { update, remove } = useMemberChanges();
  const fixed = lastOwner ? LAST_OWNER_STAYS : (refusedRoleChange({ actor: role, from: member.role }) ?? undefined);
  return (
    <TableRow>
      <TableCell rowHead className="w-full min-w-32">
        <bdi className="block wrap-anywhere">{member.name}</bdi>
        <span className="block text-xs font-normal wrap-anywhere text-ink-soft">
          <BreakableName name={member.email} />
        </span>
      </TableCell>
      <TableCell>
        {fixed === undefined ? (
          <Select
            label={`Role of ${member.name}`}
            size="sm"
            className="w-32"
            value={member.role}
            disabled={update.isPending}
            onValueChange={(to) => update.mutate({ person_id: member.person_id, role: to })}
            options={rolesGrantedBy(role).map((value) => ({ value, label: roleName[value], hint: roleMeaning[value] }))}
          />
        ) : (
          roleName[member.role]
        )}
      </TableCell>
      <TableCell muted className="whitespace-nowrap max-sm:hidden">
        {formatAgo(member.joined_at, nowMs)}
      </TableCell>
      <TableCell className="text-right">
        {self ? (
          <LeaveButton lastOwner={lastOwner} />
        ) : rolesGrantedBy(role).length === 0 ? null : fixed === undefined ? (
          <ConfirmDialog
            title={`Remove ${member.name}?`}
            description="They lose the workspace within five seconds. What they made stays; their personal keys and open invitations end. Keys of services keep working."
            confirmLabel="Remove member"
            onConfirm={() => remove.mutateAsync({ person_id: member.person_id })}
            trigger={
              <Button size="sm" variant="quiet">
                Remove<span className="sr-only"> {member.name}</span>
              </Button>
            }
          />
        ) : (
          <Button size="sm" variant="quiet" disabledReason={fixed}>
            Remove<span className="sr-only"> {member.name}</span>
          </Button>
        )}
      </TableCell>
    </TableRow>
  );
}

function useMemberChanges() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const toast = useToast();
  const reload = () => {
    // Not waited for: with the server away, what went wrong would be said only after the last try to read.
    void queryClient.invalidateQueries(trpc.member.list.pathFilter());
    void queryClient.invalidateQueries(trpc.invitation.list.pathFilter());
  };
  const update = useMutation(
    trpc.member.update.mutationOptions({
      onSuccess: (member) =>
        toast({ title: `${member.name} is ${roleName[member.role].toLowerCase()} now`, tone: "success" }),
      onError: (error) => toast({ title: "The role was not changed", description: error.message, tone: "danger" }),
      onSettled: reload,
    }),
  );
  const remove = useMutation(
    trpc.member.remove.mutationOptions({
      onSuccess: () => toast({ title: "Member removed", tone: "success" }),
      onSettled: reload,
    }),
  );
  return { update, remove };
}
