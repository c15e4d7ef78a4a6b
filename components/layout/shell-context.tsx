"use client";

import { createContext, type ReactNode, useContext } from "react";

export interface ShellWorkspace {
  readonly slug: string;
  readonly name: string;
  readonly role: string;
}

export interface Shell {
  /** The slug of the workspace that is open. */
  readonly slug: string;
  /** All workspaces of the person. */
  readonly workspaces: readonly ShellWorkspace[];
}

const ShellContext = createContext<Shell | null>(null);

/** What the shell needs on every page of a workspace, given once by the layout. It decides nothing about access. */
export function ShellProvider({ slug, workspaces, children }: Shell & { readonly children: ReactNode }) {
  return <ShellContext value={{ slug, workspaces }}>{children}</ShellContext>;
}

/** `null` outside a workspace: the choice of workspaces and the account have no switcher, sections or palette. */
export function useShell(): Shell | null {
  return useContext(ShellContext);
}
