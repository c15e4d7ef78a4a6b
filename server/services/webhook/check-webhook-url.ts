import { AppError } from "@/server/kernel/app-error";
import { RefusedTarget } from "@/server/outgoing/refused-target";
import { assertReachable } from "@/server/outgoing/send-request";

/** Refuses an address that nothing would be sent to (S12). The same is looked at again at each delivery, on the connection. */
export async function checkWebhookUrl(url: string): Promise<void> {
  try {
    await assertReachable(url);
  } catch (error) {
    if (!(error instanceof RefusedTarget)) throw error;
    throw new AppError("invalid_input", `The webhook's address cannot be used: ${error.message}`, {
      cause: error,
      errors: [{ pointer: "/url", code: "refused_address", detail: error.message }],
    });
  }
}
