"use client";

import { useState } from "react";
import { SnippetTabs } from "@/components/onboarding/snippet-tabs";
import { useSnippetKey } from "@/components/onboarding/use-snippet-key";
import { Card } from "@/components/ui/card";
import type { SnippetLanguage } from "@/lib/analysis/snippet/snippet";
import type { Study } from "@/lib/contract/study";

interface FirstTrialCardProps {
  readonly study: Study;
  /** Where the API is reached, as the page itself was. */
  readonly baseUrl: string;
  readonly mayMakeKey: boolean;
}

/** What to do with a study nobody has asked yet. It goes by itself when the first trial is handed out. */
export function FirstTrialCard({ study, baseUrl, mayMakeKey }: FirstTrialCardProps) {
  const [language, setLanguage] = useState<SnippetLanguage>("python");
  const snippetKey = useSnippetKey();
  return (
    <Card id="first-trial" title="Waiting for the first trial">
      <div className="flex flex-col gap-3 p-4">
        <p className="max-w-prose text-sm text-pretty text-ink-soft">
          Any training code in any language can ask for assignments and tell what they scored. This program does: put
          your training into it.
        </p>
        <SnippetTabs
          study={study}
          baseUrl={baseUrl}
          language={language}
          onLanguage={setLanguage}
          snippetKey={snippetKey}
          mayMakeKey={mayMakeKey}
        />
        <p className="flex items-center gap-2 text-xs text-ink-faint">
          <span aria-hidden="true" className="size-2 animate-breathe rounded-full bg-accent" />
          This page changes as soon as a trial is handed out.
        </p>
      </div>
    </Card>
  );
}
