import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { BackupNotice } from "./backup-notice";
import type { Crumb } from "./breadcrumbs";
import { CommandPalette } from "./command-palette";
import { PersonMenu } from "./person-menu";
import { SectionNav } from "./section-nav";
import { parseTheme, THEME_COOKIE } from "./theme";
import { TopBar } from "./top-bar";

interface WorkspaceShellProps {
  readonly personName: string;
  readonly crumbs: readonly Crumb[];
  readonly children: ReactNode;
}

/** What stands around every page of a workspace. */
export async function WorkspaceShell({ personName, crumbs, children }: WorkspaceShellProps) {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <>
      <TopBar crumbs={crumbs}>
        <div className="flex shrink-0 items-center gap-1">
          <SectionNav />
          <CommandPalette />
          <PersonMenu name={personName} theme={theme} />
        </div>
      </TopBar>
      <BackupNotice />
      <main id="content" tabIndex={-1} className="mx-auto max-w-[1400px] px-4 py-6 outline-none sm:px-6">
        {children}
      </main>
    </>
  );
}
