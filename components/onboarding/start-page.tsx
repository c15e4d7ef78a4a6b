"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { type SnippetLanguage, snippetLanguages, snippets } from "@/lib/analysis/snippet/snippet";
import type { Study } from "@/lib/contract/study";
import { DemoCard } from "./demo-card";
import { FirstTrialWatch } from "./first-trial-watch";
import { SnippetTabs } from "./snippet-tabs";
import { useFirstStudy } from "./use-first-study";
import { useSnippetKey } from "./use-snippet-key";

interface StartPageProps {
  readonly title: string;
  readonly workspaceSlug: string;
  readonly baseUrl: string;
  readonly mayMakeKey: boolean;
  /** The study of an address that names one: it was made before. */
  readonly study?: Study;
  /** Whether this page has an address that can name the study. */
  readonly namesStudy?: boolean;
}

/** From nothing to a first result: a program to copy, and a place that shows when it works. */
export function StartPage({ title, study: known, namesStudy = false, ...shared }: StartPageProps) {
  const { workspaceSlug, baseUrl, mayMakeKey } = shared;
  const [language, setLanguage] = useState<SnippetLanguage>("python");
  const [study, setStudy] = useState(known);
  const snippetKey = useSnippetKey();
  const first = useFirstStudy((made) => {
    if (mayMakeKey) snippetKey.make(made.project_id);
    setStudy(made);
    if (namesStudy) window.history.replaceState(null, "", `?study=${made.id}`);
  });
  const choose = (chosen: SnippetLanguage) => {
    setLanguage(chosen);
    first.mutate();
  };
  return (
    <>
      <PageHeader title={title} description="Any code that speaks HTTP can ask for hyperparameters and tell results." />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Card id="own-code" title="Run your own code" note="two minutes">
          <div className="flex flex-col gap-4 p-4">
            {study === undefined ? (
              <LanguageChoice
                onChoose={choose}
                chosen={first.isPending ? language : null}
                fault={first.error?.message}
              />
            ) : (
              <SnippetTabs
                study={study}
                baseUrl={baseUrl}
                language={language}
                onLanguage={setLanguage}
                snippetKey={snippetKey}
                mayMakeKey={mayMakeKey}
              />
            )}
          </div>
        </Card>
        <div className="flex flex-col gap-6">
          {study === undefined ? null : (
            <Card id="watch" title="What happens">
              <div className="p-4">
                <FirstTrialWatch study={study} workspaceSlug={workspaceSlug} />
              </div>
            </Card>
          )}
          <DemoCard workspaceSlug={workspaceSlug} />
        </div>
      </div>
    </>
  );
}

interface LanguageChoiceProps {
  readonly chosen: SnippetLanguage | null;
  readonly onChoose: (language: SnippetLanguage) => void;
  readonly fault: string | undefined;
}

function LanguageChoice({ chosen, onChoose, fault }: LanguageChoiceProps) {
  return (
    <>
      <p className="max-w-prose text-sm text-pretty text-ink-soft">
        Choose a language. You get a complete program of thirty lines, with a study and a key made for it: copy, run,
        and watch this page.
      </p>
      <fieldset disabled={chosen !== null} className="grid gap-3 sm:grid-cols-3">
        <legend className="sr-only">Language</legend>
        {snippetLanguages.map((language) => (
          <Button
            key={language}
            size="lg"
            busy={chosen === language}
            onClick={() => onChoose(language)}
            className="h-16 justify-center"
          >
            {snippets[language].title}
          </Button>
        ))}
      </fieldset>
      <p role="alert" className="text-sm text-danger empty:hidden">
        {fault}
      </p>
    </>
  );
}
