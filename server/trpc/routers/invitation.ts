import { createInvitation, listInvitations, revokeInvitation } from "@/lib/contract/invitation";
import { exposeMutation, exposeQuery } from "../expose";
import { router } from "../init";

export const invitationRouter = router({
  create: exposeMutation(createInvitation),
  list: exposeQuery(listInvitations),
  revoke: exposeMutation(revokeInvitation),
});
