import { curlSnippet } from "./curl-snippet";
import { pythonSnippet } from "./python-snippet";
import type { SnippetTarget } from "./snippet-target";
import { typescriptSnippet } from "./typescript-snippet";

export const snippetLanguages = ["python", "typescript", "curl"] as const;
export type SnippetLanguage = (typeof snippetLanguages)[number];

export interface Snippet {
  readonly title: string;
  /** What it is saved as. */
  readonly file: string;
  /** How it is run, and what that needs. */
  readonly command: string;
  readonly needs: string;
  readonly write: (target: SnippetTarget) => string;
}

/** A whole program in each language that asks, trains and tells. Every one is run against a server by a test. */
export const snippets: Readonly<Record<SnippetLanguage, Snippet>> = {
  python: {
    title: "Python",
    file: "first_study.py",
    command: "python3 first_study.py",
    needs: "Python 3.8 or later; nothing to install.",
    write: pythonSnippet,
  },
  typescript: {
    title: "TypeScript",
    file: "first-study.mts",
    command: "node first-study.mts",
    needs: "Node 22.18 or later; on Node 20 run it with npx tsx.",
    write: typescriptSnippet,
  },
  curl: {
    title: "curl",
    file: "first-study.sh",
    command: "bash first-study.sh",
    needs: "bash, curl, sed and awk.",
    write: curlSnippet,
  },
};
