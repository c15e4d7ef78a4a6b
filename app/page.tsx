import { redirect } from "next/navigation";
import { Landing } from "@/components/layout/landing";
import { WorkspaceChoice } from "@/components/workspace/workspace-choice";
import { membershipsOf } from "@/server/auth/session-memberships";
import { sessionPerson } from "@/server/auth/session-person";

export default async function HomeRoute() {
  const person = await sessionPerson();
  if (person === null) return <Landing />;
  const memberships = await membershipsOf(person.personId);
  const [only, ...others] = memberships;
  if (only !== undefined && others.length === 0) redirect(`/${only.slug}`);
  return (
    <WorkspaceChoice
      personName={person.name}
      workspaces={memberships.map(({ slug, workspaceName }) => ({ slug, name: workspaceName }))}
    />
  );
}
