import Link from "next/link";
import { WorkspaceShell } from "@/components/layout/workspace-shell";
import { Message } from "@/components/ui/message";

interface WorkspaceChoiceProps {
  readonly personName: string;
  readonly workspaces: readonly { readonly slug: string; readonly name: string }[];
}

/** For people who belong to several workspaces, or to none. */
export function WorkspaceChoice({ personName, workspaces }: WorkspaceChoiceProps) {
  return (
    <WorkspaceShell personName={personName} crumbs={[{ name: "Workspaces" }]}>
      {workspaces.length === 0 ? (
        <Message level="h1" title="You belong to no workspace">
          Ask someone who owns one to add you.
        </Message>
      ) : (
        <div className="mx-auto max-w-md">
          <h1 className="mb-4 text-xl font-semibold tracking-tight">Workspaces</h1>
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface shadow-card">
            {workspaces.map(({ slug, name }) => (
              <li key={slug}>
                <Link href={`/${slug}`} className="flex items-baseline justify-between gap-3 px-4 py-3 hover:bg-sunken">
                  <bdi className="font-medium">{name}</bdi>
                  <span className="text-xs text-ink-faint">{slug}</span>
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
    </WorkspaceShell>
  );
}
