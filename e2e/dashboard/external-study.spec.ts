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
  await expect(lines.getByRole("img", { name: /over lr, layers, optimizer, momentum, value/ })).toBeVisible();
  await expect(page.getByRole("img", { name: "value over momentum, 4 trials." })).toBeVisible();
});
