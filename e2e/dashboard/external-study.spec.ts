import { randomUUID } from "node:crypto";
import { expect, test } from "../fixtures/dashboard-test";
import { externalStudy } from "../fixtures/external-study";

test("a study whose client makes the trials shows what they bring, as they bring it", async ({
  page,
  account,
  signIn,
}) => {
  const study = await externalStudy(account, `external ${randomUUID().slice(0, 8)}`);
  await signIn({ to: study.path });
  await expect(page.getByRole("heading", { name: "Waiting for the first trial" })).toBeVisible();

  for (let number = 0; number < 12; number += 1) await study.evaluate(number);
  await expect(page.getByTestId("progress-count")).toHaveText("12 ended");
  const lines = page.getByRole("region", { name: "Parallel coordinates", exact: true });
  for (const name of ["lr", "layers", "momentum"]) await expect(lines.getByText(name, { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Trial 3", exact: true }).click();
  const panel = page.getByRole("dialog", { name: "Trial 3", exact: true });
  await expect(panel).toContainText("Made by a client, with a sampler of its own.");
  await expect(panel.getByRole("heading", { name: "Attributes" })).toBeVisible();
  await expect(panel).toContainText("user:fold");
  await expect(panel.getByRole("button", { name: "Try again" })).toHaveCount(0);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "More actions" }).click();
  await expect(page.getByRole("menuitem", { name: /Edit search space/ })).toBeDisabled();
});
