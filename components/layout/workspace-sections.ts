import type { IconName } from "@/components/ui/icon";

export interface WorkspaceSection {
  readonly href: string;
  readonly name: string;
  readonly icon: IconName;
}

/** The places of a workspace that are always one step away. Each page says itself what a role may see there. */
export function workspaceSections(slug: string): readonly WorkspaceSection[] {
  const home = `/${slug}`;
  return [
    { href: home, name: "Home", icon: "home" },
    { href: `${home}/projects`, name: "Projects", icon: "folder" },
    { href: `${home}/keys`, name: "API keys", icon: "key" },
    { href: `${home}/members`, name: "Members", icon: "people" },
    { href: `${home}/settings`, name: "Settings", icon: "settings" },
  ];
}
