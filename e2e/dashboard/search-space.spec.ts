import { randomUUID } from "node:crypto";
import { expect, test } from "../fixtures/dashboard-test";
import { startStudy } from "../fixtures/training-job";

const modifier = process.platform === "darwin" ? "Meta" : "Control";

test("a search space is changed on the study's page, after its effects were shown, and the history says who did it", async ({
  page,
  account,
  signIn,
  complaints,
}) => {
  // The browser's own word on the refusal below.
  complaints.expect(/422/);
  const study = await startStudy(account, `space ${randomUUID().slice(0, 8)}`);
  await signIn({ to: study.path });
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Edit search space" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit search space" });
  const editor = dialog.getByRole("textbox", { name: "Search space as JSON" });
  await expect(dialog.getByText("The space is as it was.")).toBeVisible();
  const write = async (space: unknown): Promise<void> => {
    await editor.click();
    await page.keyboard.press(`${modifier}+A`);
    await page.keyboard.insertText(JSON.stringify({ search_space: space, constraints: [] }, null, 2));
  };
  const wider = {
    rate: { type: "float", low: 1e-4, high: 10, scale: "log" },
    width: { type: "int", low: 8, high: 256 },
  };

  await test.step("what cannot be is said at its field, and not saved", async () => {
    await write({ ...wider, decay: { type: "float", low: 0, high: 1 } });
    await expect(dialog.getByText("/search_space/decay/default")).toBeVisible({ timeout: 20_000 });
    await expect(dialog.getByRole("button", { name: "Change search space" })).toBeDisabled();
  });

  await test.step("what can be is shown with its effects, then done", async () => {
    await write({ ...wider, decay: { type: "float", low: 0, high: 1, default: 0 } });
    await expect(dialog.getByText(/Trials so far count as having had 0/)).toBeVisible();
    await dialog.getByRole("button", { name: "Change search space" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("Search space changed").first()).toBeVisible();
  });

  await test.step("the history has both revisions", async () => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Search space history" }).click();
    const history = page.getByRole("dialog", { name: "Search space history" });
    await expect(history.getByText(/^Revision \d$/)).toHaveText(["Revision 2", "Revision 1"]);
    await expect(history.getByText("The space the study began with.")).toBeVisible();
    // Nothing in it takes the key first, such as the explanation of a sign.
    await page.keyboard.press("Escape");
    await expect(history).toBeHidden();
  });
});

test("before a change it is said how many groups of repeats it closes, and what becomes of how many trials", async ({
  page,
  account,
  signIn,
}) => {
  const study = await startStudy(account, `groups ${randomUUID().slice(0, 8)}`, { repeats: { max: 3, rule: "all" } });
  await study.bring([0.9, 0.8, 0.01].map((rate) => ({ assignments: { rate, width: 64 } })));
  for (const accuracy of [0.5, 0.6, 0.7]) await study.tell(await study.ask(), accuracy);
  await signIn({ to: study.path });
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Edit search space" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit search space" });
  await dialog.getByRole("textbox", { name: "Search space as JSON" }).click();
  await page.keyboard.press(`${modifier}+A`);
  const narrower = {
    rate: { type: "float", low: 1e-4, high: 0.5, scale: "log" },
    width: { type: "int", low: 8, high: 256 },
  };
  await page.keyboard.insertText(JSON.stringify({ search_space: narrower, constraints: [] }, null, 2));
  const effects = dialog.getByRole("region", { name: "What it would mean" });
  await expect(effects).toContainText("2 groups of repeats will get no more trials", { timeout: 20_000 });

  const counts = effects.getByRole("definition");
  await expect(counts).toHaveText(["1 trial", "2 trials"]);
  const [same, outside] = [
    effects.getByText("used as they are"),
    effects.getByText("beside the new space, still learnt from"),
  ];
  for (const [row, what] of [same, outside].entries()) {
    const [count, words] = [await counts.nth(row).boundingBox(), await what.boundingBox()];
    expect(count?.y, "a count stands on the line of what it counts").toBe(words?.y);
    expect(count?.x).toBeLessThan(words?.x ?? 0);
  }
  await dialog.getByRole("button", { name: "Change search space" }).click();
  await expect(dialog).toBeHidden();
});

test("a new study's plan is shown while it is written; what it cannot be counted with is said at the field", async ({
  page,
  account,
  signIn,
  complaints,
}) => {
  // The browser's own word on the refusal below.
  complaints.expect(/422/);
  await signIn({ to: `/${account.workspace}/${account.project_id}/new` });
  const plan = page.getByRole("region", { name: "Plan" });
  await plan.getByLabel("Seconds of a whole trial").fill("60");
  await expect(plan.getByText(/min .* with 4 workers/)).toBeVisible({ timeout: 20_000 });
  await plan.getByLabel("Workers").fill("1");
  await expect(plan.getByText(/with 1 worker$/)).toBeVisible({ timeout: 20_000 });

  await plan.getByLabel("Workers").fill("0");
  await expect(plan.getByText("Must be 1 or more.")).toBeVisible({ timeout: 20_000 });
  await expect(plan.getByLabel("Workers")).toHaveAttribute("aria-invalid", "true");
  await plan.getByLabel("Workers").fill("2");
  await expect(plan.getByText(/with 2 workers$/)).toBeVisible({ timeout: 20_000 });

  // Figures of another study than the one that is written would be read as this one's.
  await page.getByRole("region", { name: "Limits" }).getByLabel("Trials").fill("0");
  await expect(plan.getByText("Once the study is valid.")).toBeVisible({ timeout: 20_000 });
  await expect(plan.getByText(/with 2 workers$/)).toHaveCount(0);
});
