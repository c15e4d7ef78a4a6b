import { createApiKey, listApiKeys, revokeApiKey } from "@/lib/contract/api-key";
import { exposeMutation, exposeQuery } from "../expose";
import { router } from "../init";

export const apiKeyRouter = router({
  list: exposeQuery(listApiKeys),
  create: exposeMutation(createApiKey),
  revoke: exposeMutation(revokeApiKey),
});
