import { redirect } from "next/navigation";
import { FrontPage } from "@/components/front-page/front-page";
import { WorkspaceChoice } from "@/components/workspace/workspace-choice";
import { membershipsOf } from "@/server/auth/session-memberships";
import { sessionPerson } from "@/server/auth/session-person";

export default async function HomeRoute() {
  const person = await sessionPerson();
  if (person === null) return <FrontPage />;
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
