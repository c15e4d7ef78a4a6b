"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { formFaults } from "@/components/account/form-faults";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import { useTRPC } from "@/components/workspace/trpc";
import { type EventType, eventTypes } from "@/lib/contract/event";
import type { Project } from "@/lib/contract/project";
import { EVENT_WORDS } from "./webhook-words";

const ALL_PROJECTS = "all";
/** What most want to be told; a busy study completes thousands of trials. */
const USUAL: readonly EventType[] = ["study.finished", "study.stopped", "trial.failed"];

interface CreateWebhookFormProps {
  readonly projects: readonly Project[];
  readonly onMade: (secret: string) => void;
  readonly onCancel: () => void;
}

export function CreateWebhookForm({ projects, onMade, onCancel }: CreateWebhookFormProps) {
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const [project, setProject] = useState<string>(ALL_PROJECTS);
  const [types, setTypes] = useState<ReadonlySet<EventType>>(new Set(USUAL));
  const create = useCreateWebhook(onMade);
  const faults = create.error === null ? {} : formFaults(create.error, ["name", "url", "project_id", "event_types"]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({
      name,
      url,
      event_types: eventTypes.filter((type) => types.has(type)),
      ...(project === ALL_PROJECTS ? {} : { project_id: project }),
    });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4 pt-1">
      <TextField
        label="Name"
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
        hint="Who listens there: “team chat”, “deploy job”."
        fault={faults.name}
      />
      <TextField
        label="Address"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        placeholder="https://"
        value={url}
        onChange={(event) => setUrl(event.target.value)}
        hint="https, on the public internet."
        fault={faults.url}
      />
      <SelectField
        label="Events of"
        value={project}
        onValueChange={setProject}
        options={[
          { value: ALL_PROJECTS, label: "all projects" },
          ...projects.map(({ id, name: label }) => ({ value: id, label })),
        ]}
        fault={faults.project_id}
      />
      <EventChoice chosen={types} onChange={setTypes} fault={faults.event_types} />
      <p role="alert" className="text-sm text-danger empty:hidden">
        {faults.form}
      </p>
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" busy={create.isPending}>
          Create webhook
        </Button>
      </div>
    </form>
  );
}

interface EventChoiceProps {
  readonly chosen: ReadonlySet<EventType>;
  readonly onChange: (chosen: ReadonlySet<EventType>) => void;
  readonly fault: string | undefined;
}

function EventChoice({ chosen, onChange, fault }: EventChoiceProps) {
  const toggle = (type: EventType) =>
    onChange(chosen.has(type) ? new Set([...chosen].filter((other) => other !== type)) : new Set([...chosen, type]));
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">Send it when</legend>
      <div className="grid gap-x-4 gap-y-1.5 sm:grid-cols-2">
        {eventTypes.map((type) => (
          <Checkbox
            key={type}
            label={EVENT_WORDS[type]}
            checked={chosen.has(type)}
            onCheckedChange={() => toggle(type)}
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

function useCreateWebhook(onMade: (secret: string) => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.webhook.create.mutationOptions({
      // The answer holds the secret: it must not stay among what the page remembers.
      gcTime: 0,
      onSuccess: ({ secret }) => onMade(secret),
      onSettled: () => void queryClient.invalidateQueries(trpc.webhook.list.pathFilter()),
    }),
  );
}
