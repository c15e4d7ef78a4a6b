import {
  createWebhook,
  deleteWebhook,
  listWebhookDeliveries,
  listWebhooks,
  redeliverWebhook,
  rotateWebhookSecret,
  testWebhook,
  updateWebhook,
} from "@/lib/contract/webhook";
import { exposeMutation, exposeQuery } from "../expose";
import { router } from "../init";

export const webhookRouter = router({
  list: exposeQuery(listWebhooks),
  create: exposeMutation(createWebhook),
  update: exposeMutation(updateWebhook),
  delete: exposeMutation(deleteWebhook),
  test: exposeMutation(testWebhook),
  "rotate-secret": exposeMutation(rotateWebhookSecret),
  deliveries: exposeQuery(listWebhookDeliveries),
  redeliver: exposeMutation(redeliverWebhook),
});
