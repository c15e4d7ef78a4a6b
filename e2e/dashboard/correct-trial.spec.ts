import { randomUUID } from "node:crypto";
import { expect, test } from "../fixtures/dashboard-test";
import { startStudy } from "../fixtures/training-job";

test("a wrong result is corrected on the trial's page: the incumbent changes, and what was told stays to be read", async ({
  page,
  account,
  signIn,
}) => {
  const study = await startStudy(account, `corrected ${randomUUID().slice(0, 8)}`);
  for (const accuracy of [0.8, 0.99]) await study.tell(await study.ask(), accuracy);
  await signIn({ to: study.path });
  const incumbent = page.getByRole("region", { name: "Incumbent", exact: true });
  await expect(incumbent).toContainText("0.99");
  await page.getByRole("button", { name: "Trial 1", exact: true }).click();
  await page.getByRole("button", { name: "Change" }).click();
  const dialog = page.getByRole("dialog", { name: "Change trial 1" });

  await test.step("without a reason, or with what is no number, nothing is sent", async () => {
    await dialog.getByLabel("accuracy").fill("0.5x");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByText("Must be a number, NaN, Infinity or -Infinity.")).toBeVisible();
    await dialog.getByLabel("accuracy").fill("0.5");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByText("Say why: it is kept beside the value.")).toBeVisible();
  });

  await test.step("saved, it stands in the trial, in the incumbent and in the history", async () => {
    await dialog.getByLabel("Reason").fill("evaluated on the training split");
    await dialog.getByLabel("Tags").fill("suspect, split");
    await dialog.getByLabel("Note").fill("See the notebook of Tuesday.");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog).toBeHidden();
    const corrections = page.getByRole("region", { name: "Corrections" });
    await expect(corrections).toContainText("evaluated on the training split");
    await expect(corrections).toContainText("0.99");
    await expect(page.getByRole("list", { name: "Tags" }).getByRole("listitem")).toHaveText(["suspect", "split"]);
    await expect(page.getByText("See the notebook of Tuesday.")).toBeVisible();
    await expect(incumbent).toContainText("0.8");
  });

  await test.step("a result that is imported becomes the incumbent, and is marked", async () => {
    await study.bring([{ assignments: { rate: 5, width: 64 }, state: "completed", values: { accuracy: 0.95 } }]);
    await expect(incumbent).toContainText("0.95");
    await page.getByRole("button", { name: "Trial 2", exact: true }).click();
    await expect(page.getByRole("row", { name: /imported/ })).toHaveCount(1);
    await expect(page.getByText("Imported; does not fit the search space in rate.")).toBeVisible();
  });
});
