import { readFileSync } from "node:fs";
import { join } from "node:path";

export const languages = ["curl", "go", "julia", "r"] as const;
export type Language = (typeof languages)[number];

const FENCES: Readonly<Record<Language, string>> = { curl: "sh", go: "go", julia: "julia", r: "r" };

/** The program of a page, as its reader copies it. */
export function programOf(language: Language): string {
  const page = readFileSync(join(import.meta.dirname, "..", `${language}.md`), "utf8");
  const program = new RegExp(`^\`\`\`${FENCES[language]}\\n(.*?)^\`\`\`$`, "ms").exec(page)?.[1];
  if (program === undefined) throw new Error(`${language}.md holds no program.`);
  return program;
}
