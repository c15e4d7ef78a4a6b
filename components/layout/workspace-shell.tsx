import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { PersonMenu } from "./person-menu";
import { parseTheme, THEME_COOKIE } from "./theme";
import { type Crumb, TopBar } from "./top-bar";

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
        <PersonMenu name={personName} theme={theme} />
      </TopBar>
      <main id="content" className="mx-auto max-w-[1400px] px-4 py-6 sm:px-6">
        {children}
      </main>
    </>
  );
}
