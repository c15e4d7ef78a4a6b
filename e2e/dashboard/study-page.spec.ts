import { expect, type Page, test } from "@playwright/test";
import { askAndTell, demoSetup, makeStudy } from "../fixtures/demo-study";

async function signIn(page: Page, password = demoSetup().password): Promise<void> {
  await page.getByLabel("E-mail").fill(demoSetup().email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("a signed-out visitor of a study is asked to sign in, and a wrong password is refused", async ({ page }) => {
  const study = await makeStudy(`signed out ${Date.now()}`);
  await page.goto(new URL(study.url).pathname);
  await expect(page).toHaveURL(/sign-in/);
  await signIn(page, "not the password");
  await expect(page.getByRole("alert").filter({ hasText: /./ })).toBeVisible();
  await expect(page).toHaveURL(/sign-in/);
});

test("a told result shows on the open study page within a second, without a reload", async ({ page }) => {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  const study = await makeStudy(`live ${Date.now()}`);
  await askAndTell(study.id, 0.5);
  await page.goto(new URL(study.url).pathname);
  await signIn(page);
  await expect(page.getByText("0.5").first()).toBeVisible();
  await page.waitForTimeout(1_000); // the page's event stream opens after it is drawn
  const told = askAndTell(study.id, 0.8765);
  await told;
  const before = Date.now();
  await expect(page.getByText(/0\.8765/).first()).toBeVisible({ timeout: 5_000 });
  test.info().annotations.push({ type: "shown after the tell", description: `${Date.now() - before} ms` });
  expect(faults).toEqual([]);
});
