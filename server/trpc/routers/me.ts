import { readMe } from "@/lib/contract/me";
import { exposeQuery } from "../expose";
import { router } from "../init";

export const meRouter = router({ read: exposeQuery(readMe) });
