import type { z } from "zod";
import type { Verdict } from "@/lib/contract/measurement";
import type { HeldLease } from "@/server/db/sql/hot-path";
import { toLease } from "./lease";

export function toVerdict(held: HeldLease): z.input<typeof Verdict> {
  return {
    verdict: held.verdict,
    reason: held.verdict_reason,
    target: held.target,
    lease: toLease(held.lease_seconds),
  };
}
