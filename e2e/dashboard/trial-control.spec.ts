import { randomUUID } from "node:crypto";
import { expect, test } from "../fixtures/dashboard-test";
import { startStudy } from "../fixtures/training-job";

test("R16 a worker hears in its next reply that its trial was stopped by the button; the trial is tried again from its row", async ({
  page,
  account,
  signIn,
}) => {
  const study = await startStudy(account, `stop ${randomUUID()}`);
  const trial = await study.ask();
  const report = async (step: number) => {
    const response = await fetch(`${process.env.BASE_URL}/api/v1/trials/${trial.id}/measurements`, {
      method: "POST",
      headers: { authorization: `Bearer ${account.api_key}`, "content-type": "application/json" },
      body: JSON.stringify({ attempt: trial.attempt, steps: [{ step, values: { accuracy: 0.5 } }] }),
    });
    return (await response.json()) as { verdict: string; reason: { rule: string } | null };
  };
  expect((await report(1)).verdict).toBe("continue");
  await signIn({ to: study.path });
  const panel = page.getByRole("dialog", { name: `Trial ${trial.number}` });
  const row = page.locator(`[data-trial-number="${trial.number}"]`);

  await test.step("it is asked first, since work is lost; then the panel says what is true", async () => {
    await page.getByRole("button", { name: `Trial ${trial.number}`, exact: true }).click();
    await panel.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Cancel" }).click();
    expect((await report(2)).verdict).toBe("continue");
    await panel.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Stop trial" }).click();
    await expect(panel).toContainText("its worker is told with its next report");
    await expect(row).toContainText("Stopping");
  });

  await test.step("its worker is told with its next reply", async () => {
    expect(await report(3)).toMatchObject({ verdict: "stop", reason: { rule: "trial_stopped" } });
    await study.tell(trial, 0.5);
    await expect(row).toContainText("Cancelled");
    await expect(panel).toContainText("Stopped by a person.");
  });

  await test.step("the same assignments are queued again, as a trial of their own", async () => {
    await page.getByRole("button", { name: "Close" }).click();
    await row.getByRole("button", { name: `Actions for trial ${trial.number}` }).click();
    await page.getByRole("menuitem", { name: "Try again" }).click();
    await expect(page.locator(`[data-trial-number="${trial.number + 1}"]`)).toContainText("Queued");
    expect((await study.ask()).number).toBe(trial.number + 1);
  });
});
