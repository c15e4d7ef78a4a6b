"use client";

import { useFormContext } from "react-hook-form";
import { Card } from "@/components/ui/card";
import { SelectField } from "@/components/ui/select-field";
import type { FieldError } from "@/lib/contract/errors";
import { catalog, findDefinition } from "@/lib/engine/sampler/catalog";
import { faultAt } from "./faults";
import { OptionField, optionsOf } from "./option-field";
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
