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

test("several trials are ticked and stopped at once with the keyboard alone; what has ended has no box", async ({
  page,
  account,
  signIn,
}) => {
  const study = await startStudy(account, `stop several ${randomUUID()}`);
  const [told, first, second] = [await study.ask(), await study.ask(), await study.ask()];
  await study.tell(told, 0.5);
  await signIn({ to: study.path });
  const box = (trial: { readonly number: number }) =>
    page.getByRole("checkbox", { name: `Tick trial ${trial.number}`, exact: true });
  await expect(page.locator(`[data-trial-number="${told.number}"]`)).toContainText("Completed");
  await expect(box(told)).toHaveCount(0);

  await box(first).focus();
  await page.keyboard.press("Space");
  await expect(page.getByText("1 trial ticked")).toBeVisible();
  await page.getByRole("checkbox", { name: "Tick all trials that can be stopped" }).focus();
  await page.keyboard.press("Space");
  await expect(page.getByText("1 trial ticked")).toHaveCount(0);
  await page.keyboard.press("Space");
  await expect(box(second)).toBeChecked();
  await page.getByRole("button", { name: "Stop 2 trials…" }).focus();
  await page.keyboard.press("Enter");
  const question = page.getByRole("alertdialog", { name: "Stop 2 trials?" });
  await expect(question).toContainText("2 run until their workers report next.");
  await question.getByRole("button", { name: "Stop 2 trials" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("2 trials will stop with the next report").first()).toBeVisible();
  // The button that had the focus is gone.
  await expect(page.getByRole("checkbox", { name: "Tick all trials that can be stopped" })).toBeFocused();
  for (const { number } of [first, second])
    await expect(page.locator(`[data-trial-number="${number}"]`)).toContainText("Stopping");
});

test("with Shift all trials from one box to another are ticked or unticked; the focus stays where they are listed", async ({
  page,
  account,
  signIn,
}) => {
  const study = await startStudy(account, `tick a range ${randomUUID()}`);
  await study.bring([1, 2, 3, 4, 5].map((width) => ({ assignments: { rate: 0.1, width: width * 10 } })));
  await signIn({ to: study.path });
  const box = (number: number) => page.getByRole("checkbox", { name: `Tick trial ${number}`, exact: true });
  await box(4).click();
  await box(1).click({ modifiers: ["Shift"] });
  await expect(page.getByText("4 trials ticked")).toBeVisible();
  await expect(box(0)).not.toBeChecked();
  await box(3).click({ modifiers: ["Shift"] });
  await expect(page.getByText("1 trial ticked")).toBeVisible();
  await expect(box(4)).toBeChecked();
  // Nothing was opened, and no text marked.
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(await page.evaluate(() => getSelection()?.toString() ?? "")).toBe("");
  await page.getByRole("button", { name: "Untick" }).click();
  await expect(page.getByText(/ticked$/)).toHaveCount(0);
  const boxOfAll = page.getByRole("checkbox", { name: "Tick all trials that can be stopped" });
  await expect(boxOfAll).toBeFocused();

  await test.step("where a filter lists none but those that are stopped, it goes to what shows the others", async () => {
    await page.getByRole("button", { name: "Running", exact: true }).click();
    await boxOfAll.focus();
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Stop 5 trials…" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Stop 5 trials" }).click();
    await expect(page.getByText("No trial matches the filter.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Show all trials" })).toBeFocused();
  });
});

test("a group of repeats is ended from a trial of it: no more are made, and the panel says so", async ({
  page,
  account,
  signIn,
}) => {
  const study = await startStudy(account, `end group ${randomUUID()}`, { repeats: { max: 3, rule: "all" } });
  const first = await study.ask();
  await study.tell(first, 0.5);
  const second = await study.ask();
  await signIn({ to: study.path });
  await page.getByRole("button", { name: `Trial ${first.number}`, exact: true }).click();
  const panel = page.getByRole("dialog", { name: `Trial ${first.number}` });
  await panel.getByRole("button", { name: "End this group…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End group" }).click();
  await expect(page.getByText("The group has ended: 1 trial will stop with the next report").first()).toBeVisible();
  await expect(panel).toContainText("no more trials are made of it");
  await expect(panel.getByRole("row", { name: new RegExp(`^${second.number}\\b`) })).toContainText("Stopping");
  await expect(page.getByRole("region", { name: "Repeats" })).toContainText("group ended");
});
