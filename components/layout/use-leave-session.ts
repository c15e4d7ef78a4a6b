import { useToast } from "@/components/ui/toast";
import { UNREACHED } from "@/components/workspace/unreached";
import { leaveSession } from "./leave-session";

/** Signs out, or says that it did not work: nobody should walk away from a session that is still open. */
export function useLeaveSession(): () => void {
  const toast = useToast();
  return () =>
    void leaveSession().catch(() => toast({ title: "Signing out failed", description: UNREACHED, tone: "danger" }));
}
