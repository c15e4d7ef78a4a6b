"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { formFaults } from "@/components/account/form-faults";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import { useTRPC } from "@/components/workspace/trpc";
import { type SharePart, shareParts } from "@/lib/contract/share";
import type { Study } from "@/lib/contract/study";
import { sharePartWords } from "./share-part-words";

const DAYS = ["1", "7", "30", "90", "365"] as const;

interface ShareFormProps {
  readonly study: Pick<Study, "id" | "name">;
  readonly onMade: (url: string) => void;
}

export function ShareForm({ study, onMade }: ShareFormProps) {
  const [title, setTitle] = useState("");
  const [days, setDays] = useState<(typeof DAYS)[number]>("30");
  const [shows, setShows] = useState<ReadonlySet<SharePart>>(new Set(["parameters", "trials"]));
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const create = useMutation(
    trpc.share.create.mutationOptions({
      onSuccess: ({ url }) => onMade(url),
      onSettled: () => void queryClient.invalidateQueries(trpc.share.list.pathFilter()),
    }),
  );
  const faults = create.error === null ? {} : formFaults(create.error, ["title"]);
  const choose = (part: SharePart, chosen: boolean) =>
    setShows((before) => new Set(shareParts.filter((each) => (each === part ? chosen : before.has(each)))));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const heading = title.trim();
    create.mutate({
      study_id: study.id,
      expires_in_days: Number(days),
      shows: [...shows],
      ...(heading === "" ? {} : { title: heading }),
    });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      <TextField
        label="Title of the page"
        optional
        autoComplete="off"
        value={title}
        placeholder={study.name}
        onChange={(event) => setTitle(event.target.value)}
        hint="Stands in the place of the study’s name, which is then not shown."
        fault={faults.title}
      />
      <fieldset className="flex flex-col gap-2.5">
        <legend className="mb-1.5 text-sm font-medium">Shown besides progress, objectives and their values</legend>
        {shareParts.map((part) => (
          <Checkbox
            key={part}
            checked={shows.has(part)}
            onCheckedChange={(chosen) => choose(part, chosen)}
            label={sharePartWords[part].name}
            hint={sharePartWords[part].hint}
          />
        ))}
      </fieldset>
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
