import { randomUUID } from "node:crypto";
import type { Locator } from "@playwright/test";
import { expect, test } from "../fixtures/dashboard-test";
import { startStudy } from "../fixtures/training-job";

/** A study with one trial of its own and eleven results from elsewhere, each with a learning curve. */
async function studyWithImports(account: Parameters<typeof startStudy>[0]) {
  const study = await startStudy(account, `imported ${randomUUID().slice(0, 8)}`);
  await study.tell(await study.ask(), 0.7);
  await study.bring(
    Array.from({ length: 11 }, (_, index) => ({
      assignments: { rate: 0.001 * (index + 1), width: 16 + index },
      state: "completed",
      values: { accuracy: 0.5 + index / 100 },
      measurements: [1, 2, 3].map((step) => ({ step, values: { accuracy: 0.1 * step } })),
    })),
  );
  return study;
}

test("results from elsewhere are marked in every plot that draws trials, and named in its table", async ({
  page,
  account,
  signIn,
}) => {
  await signIn({ to: (await studyWithImports(account)).path });
  for (const title of ["Optimisation history", "Parallel coordinates", "Slice", "Learning curves"]) {
    const plot = page.getByRole("region", { name: title, exact: true });
    await expect(plot.getByRole("listitem").filter({ hasText: /^imported$/ }), title).toBeVisible();
    await plot.getByRole("button", { name: "Show as table" }).click();
    const table = page.getByRole("group", { name: `${title} as a table` });
    await expect(table.getByRole("columnheader", { name: "Origin" }), title).toBeVisible();
    await expect(table.getByRole("cell", { name: "imported", exact: true }).first(), title).toBeVisible();
  }
});

test("on a telephone the mark in the table of trials is seen, and so is the name of the trial beside it", async ({
  page,
  account,
  signIn,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn({ to: (await studyWithImports(account)).path });
  const state = page.locator('tr[data-trial-number="11"]').getByRole("cell").filter({ hasText: "Completed" });
  await expect(state).toContainText("imported");
  expect(await isCut(state)).toBe(false);
  await page.getByRole("button", { name: "Trial 11", exact: true }).click();
  const panel = page.getByRole("dialog", { name: "Trial 11", exact: true });
  await expect(panel.getByRole("button", { name: "Try again" })).toBeVisible();
  await expect(panel).toContainText("Imported");
  expect(await isCut(panel.getByRole("heading", { name: "Trial 11", exact: true }))).toBe(false);
});

function isCut(text: Locator): Promise<boolean> {
  return text.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
}
