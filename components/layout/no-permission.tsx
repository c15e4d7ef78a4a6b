import Link from "next/link";
import { buttonClasses } from "@/components/ui/button-classes";
import { Icon } from "@/components/ui/icon";
import { Message } from "@/components/ui/message";
import type { Crumb } from "./breadcrumbs";
import { FullPageMessage } from "./full-page-message";
import { WorkspaceShell } from "./workspace-shell";

interface NoPermissionProps {
  /** Where there is a workspace around it, its bar stays: everything else is still one step away. */
  readonly inside?: { readonly personName: string; readonly crumbs: readonly Crumb[]; readonly home: string };
}

const TITLE = "Your role does not include this";

export function NoPermission({ inside }: NoPermissionProps) {
  if (inside === undefined) {
    return (
      <FullPageMessage title={TITLE}>
        <Explanation />
      </FullPageMessage>
    );
  }
  return (
    <WorkspaceShell personName={inside.personName} crumbs={inside.crumbs}>
      <Message
        level="h1"
        title={TITLE}
        mark={<Icon name="lock" className="size-5" />}
        actions={
          <Link href={inside.home} className={buttonClasses()}>
            To the workspace
          </Link>
        }
      >
        <Explanation />
      </Message>
    </WorkspaceShell>
  );
}

function Explanation() {
  return (
    <p>
      You are a member of this workspace, but may not see this page. An owner or admin of the workspace can change your
      role.
    </p>
  );
}
