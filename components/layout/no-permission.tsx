import { FullPageMessage } from "./full-page-message";

export function NoPermission() {
  return (
    <FullPageMessage title="Your role does not include this">
      You are a member of this workspace, but may not see this page. An owner or admin of the workspace can change your
      role.
    </FullPageMessage>
  );
}
