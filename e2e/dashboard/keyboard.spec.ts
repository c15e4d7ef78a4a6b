import { randomUUID } from "node:crypto";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../fixtures/dashboard-test";
import { startStudy } from "../fixtures/training-job";

/** Goes on with Tab until it is there, as somebody without a pointer does. */
async function tabTo(page: Page, target: Locator, presses = 60): Promise<void> {
  for (let press = 0; press < presses; press += 1) {
    if (await target.evaluate((element) => element === document.activeElement).catch(() => false)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Not reached within ${presses} presses of Tab: ${target}`);
}

test("signing in and creating a study need the keyboard alone, and the focus is always to be seen", async ({
  page,
  account,
}) => {
  test.setTimeout(60_000);
  const name = `by keyboard ${randomUUID().slice(0, 8)}`;
  await page.goto("/sign-in");
  await tabTo(page, page.getByLabel("E-mail"));
  await page.keyboard.type(account.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(account.password);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/${account.workspace}`);

  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("group", { name: "Projects" }).getByRole("link", { name: "examples", exact: true }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("link", { name: "New study" }).first());
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/new$/);

  await tabTo(page, page.getByRole("button", { name: "Gradient boosting" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByLabel("Name", { exact: true }).first());
  await page.keyboard.type(name);
  await tabTo(page, page.getByRole("combobox", { name: "Direction" }));
  const outline = await page.evaluate(() => {
    const focused = document.activeElement;
    return focused === null ? "" : getComputedStyle(focused).outlineStyle;
  });
  expect(outline).not.toBe("none");
  await page.keyboard.press("Enter");
  // The list takes the focus a moment after it is to be seen.
  await expect(page.getByRole("option", { name: "maximize" })).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("option", { name: "minimize" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Direction" })).toHaveText("minimize");
  // The editor lets Tab go on, too: nothing on the page holds the focus.
  await tabTo(page, page.getByRole("textbox", { name: "Study as JSON" }), 120);
  await page.keyboard.press("Shift+Tab");
  await expect(page.getByRole("textbox", { name: "Study as JSON" })).not.toBeFocused();
  await tabTo(page, page.getByLabel("Metric"), 160);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/std_/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
});

test("a trial opens, closes and gives the focus back by keyboard", async ({ page, account, signIn }) => {
  const study = await startStudy(account, `keys of a trial ${randomUUID()}`);
  const trial = await study.ask();
  await study.tell(trial, 0.5);
  await signIn({ to: study.path });
  const button = page.getByRole("button", { name: `Trial ${trial.number}`, exact: true });
  await button.focus();
  await page.keyboard.press("Enter");
  const sheet = page.getByRole("dialog", { name: `Trial ${trial.number}`, exact: true });
  await expect(sheet).toContainText("Assignments");
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await expect(button).toBeFocused();
});
