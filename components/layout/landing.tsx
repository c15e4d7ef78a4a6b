import Link from "next/link";
import { buttonClasses } from "@/components/ui/button-classes";
import { NameMark } from "./name-mark";

const ASK = `curl -d '{}' $TELLUS/studies/$STUDY/ask
→ { "trials": [{ "id": "trl_…", "number": 17, "attempt": 1,
      "assignments": { "rate": 0.0031, "width": 96 } }] }`;
const TELL = `curl -d '{"attempt":1,"state":"completed",
  "values":{"accuracy":0.974}}' $TELLUS/trials/$TRIAL/tell
→ { "state": "completed", "replayed": false }`;

/** What Tellus is, in one screen. */
export function Landing() {
  return (
    <main id="content" className="mx-auto flex min-h-dvh max-w-5xl flex-col px-6">
      <header className="flex h-16 items-center gap-2">
        <NameMark className="size-7" />
        <span className="text-lg font-semibold tracking-tight">Tellus</span>
        <Link href="/sign-in" className={`ml-auto ${buttonClasses()}`}>
          Sign in
        </Link>
      </header>
      <div className="grid flex-1 content-center gap-12 py-12 lg:grid-cols-2 lg:items-center">
        <div className="flex flex-col gap-5">
          <h1 className="text-3xl font-semibold tracking-tight text-balance">
            Hyperparameter optimisation for the whole team
          </h1>
          <p className="max-w-prose text-lg text-ink-soft text-pretty">
            Training code in any language asks over HTTP for the next assignments and tells what they scored. Tellus
            keeps every result, never hands out a trial twice, and shows each study improving, live.
          </p>
          <div className="flex flex-wrap gap-3">
            <Link href="/sign-in" className={buttonClasses({ variant: "primary", size: "lg" })}>
              Sign in
            </Link>
            <a href="/docs/api" className={buttonClasses({ size: "lg" })}>
              API reference
            </a>
          </div>
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <Snippet title="Ask" text={ASK} />
          <Snippet title="Tell" text={TELL} />
        </div>
      </div>
    </main>
  );
}

function Snippet({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <section aria-label={title} className="min-w-0 rounded-lg border border-line bg-surface shadow-card">
      <h2 className="border-b border-line px-4 py-2 text-xs font-medium text-ink-soft">{title}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className="overflow-x-auto px-4 py-3 font-mono text-xs leading-5">
        {text}
      </pre>
    </section>
  );
}
