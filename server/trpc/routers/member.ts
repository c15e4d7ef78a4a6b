import { leaveWorkspace, listMembers, removeMember, updateMember } from "@/lib/contract/member";
import { exposeMutation, exposeQuery } from "../expose";
import { router } from "../init";

export const memberRouter = router({
  list: exposeQuery(listMembers),
  update: exposeMutation(updateMember),
  remove: exposeMutation(removeMember),
  leave: exposeMutation(leaveWorkspace),
});
