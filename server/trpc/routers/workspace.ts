import { updateWorkspace } from "@/lib/contract/workspace";
import { exposeMutation } from "../expose";
import { router } from "../init";

export const workspaceRouter = router({ update: exposeMutation(updateWorkspace) });
