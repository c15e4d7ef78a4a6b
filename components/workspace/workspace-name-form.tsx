"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { formFaults } from "@/components/account/form-faults";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useToast } from "@/components/ui/toast";
import { useTRPC } from "./trpc";

interface WorkspaceNameFormProps {
  readonly name: string;
  readonly mayChange: boolean;
}

export function WorkspaceNameForm({ name, mayChange }: WorkspaceNameFormProps) {
  const [wanted, setWanted] = useState(name);
  const router = useRouter();
  const toast = useToast();
  const trpc = useTRPC();
  const rename = useMutation(
    trpc.workspace.update.mutationOptions({
      onSuccess: (workspace) => {
        setWanted(workspace.name);
        toast({ title: "Workspace renamed", tone: "success" });
        router.refresh();
      },
    }),
  );
  const faults = rename.error === null ? {} : formFaults(rename.error, ["name"]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate({ name: wanted });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col items-start gap-3">
      <TextField
        label="Name"
        name="name"
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
        readOnly={!mayChange}
        autoComplete="organization"
        fault={faults.name ?? faults.form}
        fieldClassName="w-full"
      />
      <Button
        type="submit"
        busy={rename.isPending}
        disabled={wanted.trim() === name}
        disabledReason={
          mayChange ? undefined : "Your role does not include this. Owners and admins rename the workspace."
        }
      >
        Rename
      </Button>
    </form>
  );
}
