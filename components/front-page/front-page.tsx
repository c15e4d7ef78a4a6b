import Link from "next/link";
import { NameMark } from "@/components/layout/name-mark";
import { buttonClasses } from "@/components/ui/button-classes";
import { RunPicture } from "./run-picture";
import { Snippet } from "./snippet";

const COMMANDS = `# install, start, train, watch it live
npm run demo

# every check and test there is
npm test`;
const ASK = `curl -u $TELLUS_API_KEY: -d '{}' \\
  $TELLUS/studies/$STUDY/ask

{ "trials": [{ "id": "trl_…",
    "number": 17, "attempt": 1,
    "assignments": { "rate": 0.0031,
                     "width": 96 } }] }`;
const TELL = `curl -u $TELLUS_API_KEY: \\
  $TELLUS/trials/$TRIAL/tell \\
  -d '{ "attempt": 1,
        "state": "completed",
        "values": {"accuracy": 0.974} }'

{ "state": "completed",
  "values": { "accuracy": … } }`;

const PROMISES = [
  {
    title: "Any training code",
    text: "Ask and tell are two HTTP calls, from Python, TypeScript, a shell, or whatever speaks HTTP. Nothing to import.",
  },
  {
    title: "Nothing lost, nothing twice",
    text: "A trial is handed out under a lease; when its worker dies, it goes to another. An acknowledged result survives kill -9 of the server and of the database.",
  },
  {
    title: "Exactly the budget",
    text: "However many workers ask at the same time, a study evaluates the trials it was given, and says when it is over and why.",
  },
  {
    title: "The team looks on",
    text: "Each told result is on the page within a second. Compare studies, and share one with those who have no account.",
  },
] as const;

/** What Tellus is, for somebody who has never heard of it. */
export function FrontPage() {
  return (
    <div className="mx-auto flex min-h-dvh max-w-6xl flex-col px-6">
      <header className="flex h-16 items-center gap-2">
        <NameMark className="size-7" />
        <span className="text-lg font-semibold tracking-tight">Tellus</span>
        <nav aria-label="Site" className="ml-auto flex items-center gap-2">
          <a href="/docs/api" className={`${buttonClasses({ variant: "quiet" })} hidden sm:inline-flex`}>
            API
          </a>
          <Link href="/sign-in" className={buttonClasses()}>
            Sign in
          </Link>
        </nav>
      </header>
      <main id="content" className="flex flex-1 flex-col gap-16 py-10 lg:py-16">
        <section className="grid gap-10 lg:grid-cols-2 lg:items-center">
          <div className="flex min-w-0 flex-col gap-5">
            <h1 className="text-2xl font-semibold tracking-tight text-balance sm:text-3xl">
              Hyperparameter optimisation for the whole team
            </h1>
            <p className="max-w-prose text-lg text-ink-soft text-pretty">
              Training code asks over HTTP for the next assignments and tells what they scored. Tellus keeps every
              result, never hands out a trial twice, and shows each study improving, live.
            </p>
            <div className="flex flex-wrap gap-3">
              <Link href="/sign-in" className={buttonClasses({ variant: "primary", size: "lg" })}>
                Sign in
              </Link>
              <a href="/docs/api" className={buttonClasses({ size: "lg" })}>
                API reference
              </a>
            </div>
            <Snippet title="Two commands, on a machine with Node" text={COMMANDS} />
          </div>
          <RunPicture />
        </section>
        <section aria-label="What it promises" className="grid gap-x-10 gap-y-8 sm:grid-cols-2 lg:grid-cols-4">
          {PROMISES.map(({ title, text }) => (
            <div key={title} className="flex flex-col gap-1.5 border-t border-line-strong pt-4">
              <h2 className="font-semibold">{title}</h2>
              <p className="text-sm text-ink-soft text-pretty">{text}</p>
            </div>
          ))}
        </section>
        <section aria-label="Ask and tell" className="grid gap-4 lg:grid-cols-2 lg:gap-x-10">
          <Snippet title="Ask" text={ASK} />
          <Snippet title="Tell" text={TELL} />
        </section>
      </main>
      <footer className="border-t border-line py-6 text-xs text-ink-faint">
        Apache-2.0. Runs on your machine or your servers, with a PostgreSQL of its own or yours.
      </footer>
    </div>
  );
}
