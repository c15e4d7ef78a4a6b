"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { formFaults } from "@/components/account/form-faults";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import { useTRPC } from "@/components/workspace/trpc";
import type { Role } from "@/lib/contract/me";
import { rolesGrantedBy } from "@/lib/domain/member-rules";
import { roleMeaning, roleName } from "./role-words";

const DAYS = ["1", "7", "30"] as const;

/** Makes an invitation and shows its link, this once. */
export function InviteDialog({ role }: { readonly role: Role }) {
  const [open, setOpen] = useState(false);
  const [url, setUrl] = useState<string>();
  const change = (next: boolean) => {
    setOpen(next);
    if (!next) setUrl(undefined); // the link is nowhere any more
  };
  if (rolesGrantedBy(role).length === 0) {
    return (
      <Button variant="primary" disabledReason="Your role does not include this. Owners and admins invite people.">
        Invite
      </Button>
    );
  }
  return (
    <Dialog
      title={url === undefined ? "Invite to the workspace" : "Copy the link now"}
      description={
        url === undefined
          ? "You get a link to send. It works once."
          : "It is shown this once. Whoever opens it first can join: send it to one person."
      }
      open={open}
      onOpenChange={change}
      trigger={<Button variant="primary">Invite</Button>}
    >
      {url === undefined ? <InviteForm role={role} onMade={setUrl} /> : <InviteLink url={url} />}
    </Dialog>
  );
}

function InviteLink({ url }: { readonly url: string }) {
  return (
    <div className="flex flex-col items-start gap-2">
      <TextField
        label="Invitation link"
        labelHidden
        mono
        readOnly
        value={url}
        onFocus={(event) => event.target.select()}
        fieldClassName="w-full"
      />
      <CopyButton text={url} label="Copy link" />
    </div>
  );
}

interface InviteFormProps {
  readonly role: Role;
  readonly onMade: (url: string) => void;
}

function InviteForm({ role, onMade }: InviteFormProps) {
  const [as, setAs] = useState<Role>("member");
  const [days, setDays] = useState<(typeof DAYS)[number]>("7");
  const [email, setEmail] = useState("");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const create = useMutation(
    trpc.invitation.create.mutationOptions({
      onSuccess: ({ url }) => onMade(url),
      onSettled: () => void queryClient.invalidateQueries(trpc.invitation.list.pathFilter()),
    }),
  );
  const faults = create.error === null ? {} : formFaults(create.error, ["email"]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const address = email.trim();
    create.mutate({ role: as, expires_in_days: Number(days), ...(address === "" ? {} : { email: address }) });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <SelectField
        label="Role"
        value={as}
        onValueChange={setAs}
        options={rolesGrantedBy(role).map((value) => ({ value, label: roleName[value], hint: roleMeaning[value] }))}
        hint={roleMeaning[as]}
      />
      <TextField
        label="E-mail"
        type="email"
        optional
        autoComplete="off"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        hint="Set: only an account with this address can use the link. Nothing is sent."
        fault={faults.email}
      />
      <SelectField
        label="Works for"
        value={days}
        onValueChange={setDays}
        options={DAYS.map((value) => ({ value, label: value === "1" ? "1 day" : `${value} days` }))}
      />
      <p role="alert" className="text-sm text-danger empty:hidden">
        {faults.form}
      </p>
      <Button type="submit" variant="primary" busy={create.isPending} className="self-end">
        Create link
      </Button>
    </form>
  );
}
