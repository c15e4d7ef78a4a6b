"use client";

import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Tabs } from "@/components/ui/tabs";
import { type SnippetLanguage, snippetLanguages, snippets } from "@/lib/analysis/snippet/snippet";
import { snippetWork } from "@/lib/analysis/snippet/snippet-target";
import type { Study } from "@/lib/contract/study";
import type { SnippetKey } from "./use-snippet-key";

interface SnippetTabsProps {
  readonly study: Study;
  /** Where this server is reached. */
  readonly baseUrl: string;
  readonly language: SnippetLanguage;
  readonly onLanguage: (language: SnippetLanguage) => void;
  readonly snippetKey: SnippetKey;
  readonly mayMakeKey: boolean;
}

/** The program that asks and tells, in three languages, with everything in it that it needs to run. */
export function SnippetTabs({ study, baseUrl, language, onLanguage, snippetKey, mayMakeKey }: SnippetTabsProps) {
  const target = {
    api: `${baseUrl}/api/v1`,
    studyId: study.id,
    apiKey: snippetKey.secret,
    work: snippetWork(study),
  };
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <Tabs
        label="Language"
        value={language}
        onValueChange={onLanguage}
        tabs={snippetLanguages.map((value) => ({
          value,
          label: snippets[value].title,
          content: <Program language={value} text={snippets[value].write(target)} />,
        }))}
      />
      <KeyNote projectId={study.project_id} snippetKey={snippetKey} mayMakeKey={mayMakeKey} />
    </div>
  );
}

function Program({ language, text }: { readonly language: SnippetLanguage; readonly text: string }) {
  const { file, command, needs } = snippets[language];
  return (
    <div className="min-w-0 rounded-md border border-line bg-sunken">
      <div className="flex flex-wrap items-center gap-x-3 border-b border-line py-1 pr-1 pl-4 text-xs text-ink-soft">
        <span className="min-w-0 flex-1">
          Save as <code className="font-mono text-ink">{file}</code> and run{" "}
          <code className="font-mono text-ink">{command}</code>
        </span>
        <CopyButton text={text} label="Copy" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className="max-h-[34rem] overflow-auto p-4 font-mono text-xs leading-5" data-testid="snippet">
        {text}
      </pre>
      <p className="border-t border-line px-4 py-1.5 text-xs text-ink-soft">Needs {needs}</p>
    </div>
  );
}

type KeyNoteProps = Pick<SnippetTabsProps, "snippetKey" | "mayMakeKey"> & { readonly projectId: string };

/** Where the program's key comes from. */
function KeyNote({ projectId, snippetKey, mayMakeKey }: KeyNoteProps) {
  if (snippetKey.secret !== undefined) {
    return (
      <p className="text-xs text-pretty text-ink-soft">
        The key in it is new: it works for this project only, for a week, and is shown on this page only while it is
        open.
      </p>
    );
  }
  if (!mayMakeKey) {
    return (
      <p className="text-xs text-pretty text-ink-soft">
        It takes its key from <code className="font-mono">TELLUS_API_KEY</code>. Ask an owner or admin for a worker key
        of this project: your role makes none.
      </p>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-xs text-ink-soft">
      <Button size="sm" icon="key" busy={snippetKey.busy} onClick={() => snippetKey.make(projectId)}>
        Put a new key in
      </Button>
      <span className="min-w-0">
        Until then it takes its key from <code className="font-mono">TELLUS_API_KEY</code>.
      </span>
      <p role="alert" className="basis-full text-danger empty:hidden">
        {snippetKey.fault}
      </p>
    </div>
  );
}
