"use client";

import { useState } from "react";
import { useFormContext } from "react-hook-form";
import { z } from "zod";
import { Card } from "@/components/ui/card";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import type { FieldError } from "@/lib/contract/errors";
import { catalog, findDefinition } from "@/lib/engine/sampler/catalog";
import { faultAt } from "./faults";
import { readNumber } from "./number-text";
import type { StudyFormValues } from "./study-form-values";

interface SamplerFieldsProps {
  readonly values: StudyFormValues;
  readonly issues: readonly FieldError[];
  readonly onChange: () => void;
}

/** Which sampler proposes, and its options as the catalogue declares them. */
export function SamplerFields({ values, issues, onChange }: SamplerFieldsProps) {
  const { setValue } = useFormContext<StudyFormValues>();
  const definition = findDefinition(values.samplerName);
  const set = (name: string, value: unknown) => {
    const { [name]: _, ...others } = values.samplerOptions;
    setValue("samplerOptions", value === undefined ? others : { ...others, [name]: value });
    onChange();
  };
  return (
    <Card id="sampler" title="Sampler">
      <div className="grid gap-3 p-4 sm:grid-cols-2">
        <div className="sm:col-span-2">
          <SelectField
            label="Sampler"
            value={values.samplerName}
            onValueChange={(name) => {
              setValue("samplerName", name);
              setValue("samplerOptions", {});
              onChange();
            }}
            options={catalog.map(({ id, title, summary }) => ({ value: id as string, label: title, hint: summary }))}
            hint={definition?.summary}
            fault={faultAt(issues, "/sampler/name")}
          />
        </div>
        {optionsOf(definition?.options).map((option) => (
          <OptionField
            key={option.name}
            option={option}
            value={values.samplerOptions[option.name]}
            fault={faultAt(issues, `/sampler/${option.name}`, true)}
            onChange={(value) => set(option.name, value)}
          />
        ))}
      </div>
    </Card>
  );
}

interface Option {
  readonly name: string;
  readonly description: string;
  readonly choices: readonly string[] | null;
  readonly kind: "choice" | "boolean" | "number";
  readonly fallback: unknown;
}

interface OptionFieldProps {
  readonly option: Option;
  readonly value: unknown;
  readonly fault: string | undefined;
  readonly onChange: (value: unknown) => void;
}

function OptionField({ option, value, fault, onChange }: OptionFieldProps) {
  const label = option.name.replaceAll("_", " ");
  /** `0.` is the number 0 and `1e-3` is 0.001; what was typed stays as it was typed while it means the value. */
  const [typed, setTyped] = useState("");
  if (option.kind === "number") {
    return (
      <TextField
        label={label}
        mono
        optional
        autoComplete="off"
        inputMode="decimal"
        placeholder={String(option.fallback ?? "")}
        hint={option.description}
        fault={fault}
        value={readNumber(typed) === value ? typed : String(value ?? "")}
        onChange={(event) => {
          setTyped(event.target.value);
          onChange(readNumber(event.target.value));
        }}
      />
    );
  }
  const choices = option.choices ?? ["true", "false"];
  return (
    <SelectField
      label={label}
      hint={option.description}
      fault={fault}
      value={String(value ?? option.fallback)}
      onValueChange={(chosen) => onChange(option.kind === "boolean" ? chosen === "true" : chosen)}
      options={choices.map((choice) => ({ value: choice, label: choice }))}
    />
  );
}

const KINDS: Readonly<Record<string, Option["kind"]>> = { boolean: "boolean", number: "number", integer: "number" };

/** The options that are a choice, a switch or a number; richer ones are set as JSON. */
function optionsOf(schema: z.ZodType | undefined): readonly Option[] {
  if (schema === undefined) return [];
  const { properties = {} } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return Object.entries(properties).flatMap(([name, property]): Option[] => {
    if (typeof property === "boolean") return [];
    const choices = property.enum?.map(String) ?? null;
    const kind = choices === null ? KINDS[String(property.type)] : "choice";
    if (kind === undefined) return [];
    return [{ name, description: property.description ?? "", choices, kind, fallback: property.default }];
  });
}
