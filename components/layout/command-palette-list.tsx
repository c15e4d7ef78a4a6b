"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { type ReactNode, useDeferredValue } from "react";
import { Icon, type IconName } from "@/components/ui/icon";
import { useTRPC } from "@/components/workspace/trpc";
import { applyTheme } from "./apply-theme";
import type { ShellWorkspace } from "./shell-context";
import { useLeaveSession } from "./use-leave-session";
import { workspaceSections } from "./workspace-sections";

interface CommandPaletteListProps {
  readonly slug: string;
  readonly workspaces: readonly ShellWorkspace[];
  readonly text: string;
  readonly go: (href: string) => void;
  readonly close: () => void;
}

const STUDIES_SHOWN = 12;

/** What can be reached. Studies are looked for by the server, so that all are found, not only the newest. */
export function CommandPaletteList({ slug, workspaces, text, go, close }: CommandPaletteListProps) {
  const trpc = useTRPC();
  const search = useDeferredValue(text.trim().slice(0, 200));
  const me = useQuery(trpc.me.read.queryOptions({}));
  const projects = useQuery(trpc.project.list.queryOptions({ limit: 100 }));
  const studies = useQuery(
    trpc.study.summaries.queryOptions({ search, limit: STUDIES_SHOWN }, { placeholderData: keepPreviousData }),
  );
  const mayBuild = me.data?.scopes.includes("study:write") ?? false;
  const leave = useLeaveSession();
  const act = (action: () => void) => () => {
    close();
    action();
  };
  return (
    <Command.List className="max-h-[min(26rem,60dvh)] overflow-y-auto p-1.5" label="Results">
      <Command.Empty className="px-3 py-8 text-center text-sm text-ink-soft">
        {studies.isFetching ? "Looking…" : "Nothing has this name. Try fewer letters."}
      </Command.Empty>
      <Group heading="Studies">
        {(studies.data?.data ?? []).map(({ id, name, project_id, project_name }) => (
          <Entry
            key={id}
            id={id}
            name={name}
            note={project_name}
            icon="study"
            onSelect={() => go(`/${slug}/${project_id}/${id}`)}
          />
        ))}
      </Group>
      <Group heading="Projects">
        {(projects.data?.data ?? []).map(({ id, name }) => (
          <Entry key={id} id={id} name={name} icon="folder" onSelect={() => go(`/${slug}/${id}`)} />
        ))}
      </Group>
      <Group heading="Pages">
        {workspaceSections(slug).map(({ href, name, icon }) => (
          <Entry key={href} id={href} name={name} icon={icon} onSelect={() => go(href)} />
        ))}
        <Entry id="account" name="Account and sessions" icon="person" onSelect={() => go("/account")} />
      </Group>
      <Group heading="Actions">
        {mayBuild
          ? (projects.data?.data ?? []).map(({ id, name }) => (
              <Entry
                key={id}
                id={`new ${id}`}
                name={`New study in ${name}`}
                icon="plus"
                onSelect={() => go(`/${slug}/${id}/new`)}
              />
            ))
          : null}
        <Entry id="light" name="Theme: light" icon="sun" onSelect={act(() => applyTheme("light"))} />
        <Entry id="dark" name="Theme: dark" icon="moon" onSelect={act(() => applyTheme("dark"))} />
        <Entry id="system" name="Theme: as the system" icon="monitor" onSelect={act(() => applyTheme("system"))} />
        <Entry id="sign-out" name="Sign out" icon="signOut" onSelect={act(leave)} />
      </Group>
      <Group heading="Workspaces">
        {workspaces
          .filter((workspace) => workspace.slug !== slug)
          .map((workspace) => (
            <Entry
              key={workspace.slug}
              id={workspace.slug}
              name={workspace.name}
              note={workspace.slug}
              icon="arrowRight"
              onSelect={() => go(`/${workspace.slug}`)}
            />
          ))}
      </Group>
    </Command.List>
  );
}

function Group({ heading, children }: { readonly heading: string; readonly children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="**:[[cmdk-group-heading]]:px-2.5 **:[[cmdk-group-heading]]:pt-2 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-xs **:[[cmdk-group-heading]]:text-ink-faint"
    >
      {children}
    </Command.Group>
  );
}

interface EntryProps {
  readonly id: string;
  readonly name: string;
  readonly note?: string;
  readonly icon: IconName;
  readonly onSelect: () => void;
}

/** Found by its name and note; told apart by its id, since two studies may have one name. */
function Entry({ id, name, note, icon, onSelect }: EntryProps) {
  return (
    <Command.Item
      value={id}
      keywords={note === undefined ? [name] : [name, note]}
      onSelect={onSelect}
      className="flex cursor-default items-center gap-2.5 rounded-md px-2.5 py-2 text-sm select-none data-[selected=true]:bg-hover"
    >
      <Icon name={icon} className="size-4 shrink-0 text-ink-faint" />
      <bdi className="min-w-0 flex-1 truncate">{name}</bdi>
      {note === undefined ? null : <bdi className="max-w-40 truncate text-xs text-ink-faint">{note}</bdi>}
    </Command.Item>
  );
}
