import type { ReactNode } from "react";

interface SpecimenProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** One group of things to look at. */
export function Specimen({ title, children }: SpecimenProps) {
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <h2 className="border-b border-line pb-1 text-sm font-semibold text-ink-soft">{title}</h2>
      {children}
    </div>
  );
}
