import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";

interface FirstTrialCardProps {
  readonly studyId: string;
  /** Where the API is reached, as the page itself was. */
  readonly baseUrl: string;
  readonly metric: string;
}

/** What to do with a study nobody has asked yet. It goes by itself when the first trial is handed out. */
export function FirstTrialCard({ studyId, baseUrl, metric }: FirstTrialCardProps) {
  const commands = firstTrialCommands({ studyId, baseUrl, metric });
  return (
    <Card id="first-trial" title="Waiting for the first trial" actions={<CopyButton text={commands} label="Copy" />}>
      <div className="flex flex-col gap-3 p-4">
        <p className="max-w-prose text-sm text-ink-soft">
          Any training code in any language can ask for assignments and tell what they scored. From a shell, with an API
          key of this workspace in <code className="font-mono text-xs">TELLUS_KEY</code>:
        </p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <pre tabIndex={0} className="overflow-x-auto rounded-md bg-sunken p-4 font-mono text-xs leading-5">
          {commands}
        </pre>
        <p className="flex items-center gap-2 text-xs text-ink-faint">
          <span aria-hidden="true" className="size-2 animate-breathe rounded-full bg-accent" />
          This page changes as soon as a trial is handed out.
        </p>
      </div>
    </Card>
  );
}

function firstTrialCommands({ studyId, baseUrl, metric }: FirstTrialCardProps): string {
  const header = '-H "Authorization: Bearer $TELLUS_KEY" -H "Content-Type: application/json"';
  const told = JSON.stringify({ attempt: 1, state: "completed", values: { [metric]: 0.93 } }).replaceAll("'", "'\\''");
  return [
    "# ask: one trial, its id and assignments",
    `curl -s ${header} \\`,
    `  -d '{}' ${baseUrl}/api/v1/studies/${studyId}/ask`,
    "",
    "# train with them, then tell what they scored",
    `curl -s ${header} \\`,
    `  -d '${told}' ${baseUrl}/api/v1/trials/TRIAL_ID/tell`,
  ].join("\n");
}
