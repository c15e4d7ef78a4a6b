"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { formFaults } from "@/components/account/form-faults";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import { useTRPC } from "@/components/workspace/trpc";
import { scopeWords } from "@/lib/analysis/describe-scopes";
import type { Project } from "@/lib/contract/project";
import type { Scope } from "@/lib/contract/scopes";
import { scopesOfKeyKind, usualScopesOfKeyKind } from "@/lib/domain/permissions";
import { type ApiKeyKind, kindMeaning, kindName } from "./api-key-words";

const DAYS = ["7", "30", "90", "180", "365"] as const;
const KINDS = Object.keys(kindName) as ApiKeyKind[];

interface CreateApiKeyFormProps {
  readonly projects: readonly Project[];
  readonly onMade: (secret: string) => void;
  readonly onCancel: () => void;
}

export function CreateApiKeyForm({ projects, onMade, onCancel }: CreateApiKeyFormProps) {
  const [name, setName] = useState("");
  const [kind, setKind] = useState<ApiKeyKind>(projects.length === 0 ? "svc" : "wrk");
  const [project, setProject] = useState<string | undefined>(projects[0]?.id);
  const [scopes, setScopes] = useState<ReadonlySet<Scope>>(new Set(usualScopesOfKeyKind(kind)));
  const [days, setDays] = useState<(typeof DAYS)[number]>("90");
  const create = useCreateApiKey(onMade);
  const faults = create.error === null ? {} : formFaults(create.error, ["name", "project_id", "scopes"]);
  const changeKind = (next: ApiKeyKind) => {
    setKind(next);
    setScopes(new Set(usualScopesOfKeyKind(next)));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({
      name,
      kind,
      scopes: [...scopes],
      expires_in_days: Number(days),
      ...(kind === "wrk" && project !== undefined ? { project_id: project } : {}),
    });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4 pt-1">
      <TextField
        label="Name"
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
        hint="What it is for, so that it can be told apart when it must be revoked: “gpu-7”, “nightly sweep”."
        fault={faults.name}
      />
      <div className={`grid gap-4 ${kind === "wrk" ? "sm:grid-cols-2" : ""}`}>
        <SelectField
          label="Kind"
          value={kind}
          onValueChange={changeKind}
          options={KINDS.map((value) => ({ value, label: kindName[value], hint: kindMeaning[value] }))}
          hint={kindMeaning[kind]}
        />
        {kind === "wrk" ? (
          <SelectField
            label="Project"
            value={project}
            onValueChange={setProject}
            options={projects.map(({ id, name: label }) => ({ value: id, label }))}
            placeholder={projects.length === 0 ? "No project yet" : "Choose…"}
            disabled={projects.length === 0}
            hint="The one project it works for."
            fault={faults.project_id}
          />
        ) : null}
      </div>
      <ScopeChoice kind={kind} chosen={scopes} onChange={setScopes} fault={faults.scopes} />
      <SelectField
        label="Expires after"
        value={days}
        onValueChange={setDays}
        options={DAYS.map((value) => ({ value, label: `${value} days` }))}
      />
      <p role="alert" className="text-sm text-danger empty:hidden">
        {faults.form}
      </p>
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" busy={create.isPending}>
          Create key
        </Button>
      </div>
    </form>
  );
}

interface ScopeChoiceProps {
  readonly kind: ApiKeyKind;
  readonly chosen: ReadonlySet<Scope>;
  readonly onChange: (chosen: ReadonlySet<Scope>) => void;
  readonly fault: string | undefined;
}

/** All that a key of the kind may do, to be taken away one by one. */
function ScopeChoice({ kind, chosen, onChange, fault }: ScopeChoiceProps) {
  const toggle = (scope: Scope) =>
    onChange(chosen.has(scope) ? new Set([...chosen].filter((other) => other !== scope)) : new Set([...chosen, scope]));
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">It may</legend>
      <div className="grid gap-x-4 gap-y-1.5 sm:grid-cols-2">
        {scopesOfKeyKind(kind).map((scope) => (
          <Checkbox
            key={scope}
            label={scopeWords[scope]}
            checked={chosen.has(scope)}
            onCheckedChange={() => toggle(scope)}
          />
        ))}
      </div>
      {fault === undefined ? null : (
        <p role="alert" className="text-xs text-danger">
          {fault}
        </p>
      )}
    </fieldset>
  );
}

function useCreateApiKey(onMade: (secret: string) => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc["api-key"].create.mutationOptions({
      // The answer holds the secret: it must not stay among what the page remembers.
      gcTime: 0,
      onSuccess: ({ secret }) => onMade(secret),
      onSettled: () => void queryClient.invalidateQueries(trpc["api-key"].list.pathFilter()),
    }),
  );
}
