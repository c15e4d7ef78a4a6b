"use client";

import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { CopyButton } from "@/components/ui/copy-button";
import { IconButton } from "@/components/ui/icon-button";
import { Kbd } from "@/components/ui/kbd";
import { Segmented } from "@/components/ui/segmented";
import { SelectField } from "@/components/ui/select-field";
import { Switch } from "@/components/ui/switch";
import { Tabs } from "@/components/ui/tabs";
import { TextField } from "@/components/ui/text-field";
import { Textarea } from "@/components/ui/textarea";
import { Specimen } from "./specimen";

const VARIANTS = ["primary", "secondary", "quiet", "danger"] as const;
const TONES = ["neutral", "solid", "accent", "info", "warning", "danger"] as const;

export function ControlSpecimens() {
  return (
    <>
      <Specimen title="Buttons">
        {(["lg", "md", "sm"] as const).map((size) => (
          <div key={size} className="flex flex-wrap items-center gap-2">
            {VARIANTS.map((variant) => (
              <Button key={variant} variant={variant} size={size}>
                {variant}
              </Button>
            ))}
            <Button size={size} icon="plus">
              icon
            </Button>
            <Button size={size} busy>
              busy
            </Button>
            <Button size={size} disabled>
              disabled
            </Button>
            <Button size={size} disabledReason="Said on hover and focus.">
              with reason
            </Button>
          </div>
        ))}
        <div className="flex flex-wrap items-center gap-2">
          <IconButton icon="settings" label="Settings" />
          <IconButton icon="more" label="More" size="sm" />
          <IconButton icon="trash" label="Delete" tone="danger" />
          <CopyButton text="copied" label="Copy" />
          <Kbd>Ctrl K</Kbd>
        </div>
      </Specimen>
      <Specimen title="Badges">
        <div className="flex flex-wrap gap-2">
          {TONES.map((tone) => (
            <Badge key={tone} tone={tone}>
              {tone}
            </Badge>
          ))}
        </div>
      </Specimen>
      <Fields />
      <Choices />
    </>
  );
}

function Fields() {
  const [kind, setKind] = useState<"random" | "grid">("random");
  return (
    <Specimen title="Fields">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label="Empty" placeholder="placeholder" hint="A hint, before anything is wrong." />
        <TextField label="At fault" defaultValue="no-at-sign" fault="This is not an e-mail address: it has no @." />
        <TextField label="Read only" readOnly mono defaultValue="tellus_wrk_…" />
        <TextField label="Disabled" disabled optional defaultValue="cannot be used" />
        <SelectField
          label="Select"
          value={kind}
          onValueChange={setKind}
          options={[
            { value: "random", label: "Random", hint: "Each point drawn by itself" },
            { value: "grid", label: "Grid", hint: "Each cell once" },
          ]}
        />
        <Textarea label="Several lines" defaultValue={"grows\nwith what is in it"} />
      </div>
    </Specimen>
  );
}

function Choices() {
  const [on, setOn] = useState(true);
  const [scale, setScale] = useState<"linear" | "log">("linear");
  return (
    <Specimen title="Choices">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Switch label="Switch" hint="In effect at once." checked={on} onCheckedChange={setOn} />
        <Switch label="Disabled" checked={false} onCheckedChange={setOn} disabled />
        <Checkbox label="Checkbox" hint="In effect later." checked={on} onCheckedChange={setOn} />
        <Checkbox label="Some of them" checked="indeterminate" onCheckedChange={setOn} />
      </div>
      <div className="flex">
        <Segmented label="Scale" value={scale} onChange={setScale} options={{ linear: "Linear", log: "Log" }} />
      </div>
      <Tabs
        label="Views"
        tabs={[
          { value: "one", label: "One", content: <p className="text-sm">The first view.</p> },
          { value: "two", label: "Two", content: <p className="text-sm">The second view.</p> },
        ]}
      />
    </Specimen>
  );
}
