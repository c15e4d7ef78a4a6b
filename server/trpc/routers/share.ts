import { createShareLink, listShareLinks, revokeShareLink } from "@/lib/contract/share";
import { exposeMutation, exposeQuery } from "../expose";
import { router } from "../init";

export const shareRouter = router({
  create: exposeMutation(createShareLink),
  list: exposeQuery(listShareLinks),
  revoke: exposeMutation(revokeShareLink),
});
