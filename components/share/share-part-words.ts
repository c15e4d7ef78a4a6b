import type { SharePart } from "@/lib/contract/share";

/** What a link shows on top of what every link shows, as a person decides it. */
export const sharePartWords: Readonly<Record<SharePart, { readonly name: string; readonly hint: string }>> = {
  parameters: { name: "Values of parameters", hint: "Of the incumbent and of every trial in the table." },
  trials: { name: "Best trials", hint: "The 25 best as a table." },
  search_space: { name: "Search space", hint: "Bounds, scales and choices of each parameter." },
  tags: { name: "Tags", hint: "As they stand at the study." },
};
