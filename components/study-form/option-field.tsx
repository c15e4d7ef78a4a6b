"use client";

import { useState } from "react";
import { z } from "zod";
import { SelectField } from "@/components/ui/select-field";
import { TextField } from "@/components/ui/text-field";
import { readNumber } from "./number-text";

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

/** One option of a sampler or scheduler, as its catalogue declares it. */
export function OptionField({ option, value, fault, onChange }: OptionFieldProps) {
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
export function optionsOf(schema: z.ZodType | undefined): readonly Option[] {
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
