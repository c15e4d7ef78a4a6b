import { isSignedWith, startWebhookReceiver } from "@/server/jobs/testing/webhook-receiver";
import { expect, test } from "../fixtures/dashboard-test";

test("a webhook is made, its secret shown once, tested, redelivered and deleted", async ({
  page,
  account,
  signIn,
  complaints,
}) => {
  complaints.expect(/422/); // the address that is refused
  const receiver = await startWebhookReceiver(Number(process.env.TELLUS_E2E_RECEIVER_PORT));
  try {
    await signIn({ to: `/${account.workspace}/settings` });
    await page.getByRole("link", { name: "the webhooks page" }).click();
    await expect(page.getByText("Nothing is sent anywhere")).toBeVisible();

    await page.getByRole("button", { name: "New webhook" }).click();
    await page.getByLabel("Name").fill("team chat");
    await page
      .getByLabel("Address", { exact: true })
      .fill(receiver.url("/hook").replace("127.0.0.1", "169.254.169.254"));
    await page.getByRole("button", { name: "Create webhook" }).click();
    await expect(page.getByText("does not lead to the public internet")).toBeVisible();
    await page.getByLabel("Address", { exact: true }).fill(receiver.url("/hook"));
    await page.getByRole("button", { name: "Create webhook" }).click();
    const secret = await page.getByLabel("Signing secret").inputValue();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await page.getByRole("button", { name: "Done" }).click();
    expect(await page.content()).not.toContain(secret);

    await page.getByRole("button", { name: "Deliveries of team chat" }).click();
    const sheet = page.getByRole("dialog", { name: "team chat" });
    await expect(sheet).toContainText("Nothing was sent yet");
    await sheet.getByRole("button", { name: "Send test" }).click();
    await expect(sheet.getByText("Delivered", { exact: true })).toBeVisible();
    const [message] = receiver.received;
    if (message === undefined) throw new Error("nothing came");
    expect(isSignedWith(secret, message)).toBe(true);
    await sheet.getByRole("button", { name: "Redeliver webhook.test" }).click();
    await expect.poll(() => receiver.received.map(({ id }) => id)).toEqual([message.id, message.id]);

    await sheet.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Delete webhook" }).click();
    await expect(page.getByText("Nothing is sent anywhere")).toBeVisible();
  } finally {
    await receiver.close();
  }
});
