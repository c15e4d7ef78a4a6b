import type { Metadata } from "next";
import { AuthFrame } from "@/components/account/auth-frame";
import { NewWorkspaceForm } from "@/components/account/new-workspace-form";
import { pagePerson } from "@/server/account/page-account";

export const metadata: Metadata = { title: "New workspace" };

export default async function NewWorkspaceRoute() {
  await pagePerson("/workspaces/new");
  return (
    <AuthFrame
      title="New workspace"
      description="A workspace holds a team's projects, studies, keys and people, apart from all others. You will own it."
    >
      <NewWorkspaceForm />
    </AuthFrame>
  );
}
