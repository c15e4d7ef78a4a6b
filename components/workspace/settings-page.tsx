import Link from "next/link";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { QuotaForm } from "./quota-form";
import { WorkspaceNameForm } from "./workspace-name-form";

/** A link inside a sentence is told apart by more than its place. */
const LINK =
  "rounded-sm text-accent-strong underline decoration-line-strong underline-offset-2 hover:decoration-current";

interface SettingsPageProps {
  readonly slug: string;
  readonly name: string;
  readonly mayChange: boolean;
  readonly maySendEvents: boolean;
}

/** What holds for the whole workspace. */
export function SettingsPage({ slug, name, mayChange, maySendEvents }: SettingsPageProps) {
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-6 [&>header]:mb-0">
      <PageHeader
        title="Settings"
        description={mayChange ? undefined : "You may look at these. An owner or admin can change them."}
      />
      <Card id="workspace" title="Workspace">
        <div className="flex max-w-md flex-col gap-4 p-4">
          <WorkspaceNameForm name={name} mayChange={mayChange} />
          <dl className="text-sm">
            <dt className="font-medium">Address</dt>
            <dd className="font-mono text-ink-soft">/{slug}</dd>
            <dd className="mt-1 text-xs text-ink-faint">
              It stays when the name changes: links and bookmarks keep working.
            </dd>
          </dl>
        </div>
      </Card>
      <Card id="files" title="Files">
        <div className="max-w-md p-4">
          <QuotaForm mayChange={mayChange} />
        </div>
      </Card>
      {maySendEvents ? (
        <Card id="webhooks" title="Webhooks">
          <p className="p-4 text-sm text-pretty text-ink-soft">
            A chat or a job of yours can be told when a study finishes or a trial fails: choose where to on{" "}
            <Link href={`/${slug}/settings/webhooks`} className={LINK}>
              the webhooks page
            </Link>
            .
          </p>
        </Card>
      ) : null}
      <Card id="danger" title="Danger zone">
        <div className="flex flex-col gap-3 p-4 text-sm text-pretty text-ink-soft">
          <p>
            <span className="font-medium text-ink">Keys that leaked</span> stop within five seconds of being revoked, on{" "}
            <Link href={`/${slug}/keys`} className={LINK}>
              the keys page
            </Link>
            . People who leave are removed on{" "}
            <Link href={`/${slug}/members`} className={LINK}>
              the members page
            </Link>
            : their personal keys and open invitations end with them.
          </p>
          <p>
            <span className="font-medium text-ink">Deleting the workspace</span> is not offered here, because it would
            take every study and result with it. Whoever runs this server can do it, after a backup.
          </p>
        </div>
      </Card>
    </div>
  );
}
