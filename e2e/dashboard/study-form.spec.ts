import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/dashboard-test";
import { seededStudy } from "../fixtures/seeded-studies";

const field = (page: Page, name: string) => page.getByRole("textbox", { name: new RegExp(`^${name}`) }).first();

/** What the field says after each key, with a mark where it is said to be wrong. */
async function typeKeys(page: Page, name: string, keys: string): Promise<readonly string[]> {
  await field(page, name).fill("");
  const seen: string[] = [];
  for (const key of keys) {
    await field(page, name).press(key);
    const wrong = (await field(page, name).getAttribute("aria-invalid")) === "true";
    seen.push(`${await field(page, name).inputValue()}${wrong ? " wrong" : ""}`);
  }
  return seen;
}

test("numbers are typed as they are meant, and are wrong only when they are left or cannot be mended", async ({
  page,
  account,
  signIn,
}) => {
  await signIn({ to: `/${account.workspace}/${account.project_id}/new` });
  await page.getByRole("combobox", { name: "Sampler" }).click();
  await page.getByRole("option", { name: /^Tree-structured/ }).click();
  for (const [name, keys] of [
    ["gamma", "0.05"],
    ["gamma", "1e-3"],
    ["High", "1e3"],
    ["Default", ".5"],
    ["Seed", "-7"],
  ] as const) {
    const under = [...keys].map((_, index) => keys.slice(0, index + 1));
    expect(await typeKeys(page, name, keys), `${name}: ${keys}`).toEqual(under);
  }
  await field(page, "Seed").blur();
  await expect(field(page, "Seed")).toHaveAttribute("aria-invalid", "true");
  expect(await typeKeys(page, "Trials", "1,")).toEqual(["1", "1, wrong"]);
});

test("a draft outlives leaving the form, is one person's in one project, and goes when it is created or discarded", async ({
  page,
  account,
  signIn,
}) => {
  const name = `draft ${randomUUID()}`;
  const path = `/${account.workspace}/${account.project_id}/new`;
  await signIn({ to: path });
  await field(page, "Name").fill(name);
  await field(page, "Trials").fill("17");
  await page.getByRole("navigation", { name: "Workspace" }).getByRole("link", { name: "Projects" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Projects");
  await page.goBack();
  await expect(field(page, "Name")).toHaveValue(name);
  await expect(page.getByText(/^Your draft from .* is back/)).toBeVisible();
  const kept = () => page.evaluate(() => Object.values(localStorage));
  const before = await kept();
  await page.reload();
  await expect(field(page, "Trials")).toHaveValue("17");
  expect(await kept(), "opening a draft does not make it new").toEqual(before);

  await page.getByRole("button", { name: "Discard draft" }).click();
  await expect(field(page, "Name")).toHaveValue("");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(field(page, "Name")).toHaveValue(name);

  await page.getByRole("button", { name: "Create study" }).dblclick();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  await page.goto(path);
  await expect(field(page, "Trials")).not.toHaveValue("17");
});

test("repeats and the limit of steps are fields of the form, a fault stands at its field, and the study is created with them", async ({
  page,
  account,
  signIn,
}) => {
  const name = `repeats ${randomUUID()}`;
  await signIn();
  await page.goto(`/${account.workspace}/${account.project_id}/new`);
  await field(page, "Name").fill(name);
  const rule = page.getByRole("combobox", { name: "Which assignments are repeated" });
  const choose = async (option: RegExp) => {
    await rule.click();
    await page.getByRole("option", { name: option }).click();
  };
  await choose(/^Race/);
  await field(page, "Trials of each").fill("6");
  await field(page, "Error rate").fill("0.2");
  await field(page, "At least").fill("7");
  await field(page, "Steps in all").fill("5000");
  await expect(field(page, "At least")).toHaveAttribute("aria-invalid", "true");
  // What only races have goes with them.
  await choose(/^All/);
  await expect(field(page, "At least")).toHaveCount(0);
  await choose(/^Race/);
  await expect(field(page, "Trials of each")).toHaveValue("6");
  await field(page, "At least").fill("2");
  await page.getByRole("button", { name: "Create study" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  const id = new URL(page.url()).pathname.split("/").at(-1);
  const answer = await fetch(`${process.env.BASE_URL}/api/v1/studies/${id}`, {
    headers: { authorization: `Bearer ${account.api_key}` },
  });
  expect(await answer.json()).toMatchObject({
    repeats: { max: 6, rule: "race", error_rate: 0.05, min: 2 },
    limits: { max_resource: 5000 },
  });
});

test.describe("where the clocks are ahead of UTC", () => {
  test.use({ timezoneId: "Asia/Kathmandu" });

  test("a deadline is chosen in one's own zone, lies in the future, is cleared by a button, and the study is created with it and its retries", async ({
    page,
    account,
    signIn,
  }) => {
    const name = `deadline ${randomUUID()}`;
    await signIn({ to: `/${account.workspace}/${account.project_id}/new` });
    await field(page, "Name").fill(name);
    await expect(field(page, "Retries")).toHaveAttribute("placeholder", "3");
    await field(page, "Retries").fill("0");
    const deadline = page.getByLabel(/^Deadline/);
    const clear = page.getByRole("button", { name: "Clear deadline" });

    await deadline.fill("2020-06-01T18:00");
    await deadline.blur();
    await expect(deadline).toHaveAccessibleDescription(/^Must lie in the future/);
    await clear.click();
    await expect(deadline).toBeFocused();
    await expect(clear).toBeHidden();

    // Only a day: the browser has no time to tell, and the form must not take it for none.
    await deadline.pressSequentially("0601");
    await page.getByRole("button", { name: "Create study" }).click();
    await expect(deadline).toHaveAccessibleDescription(/^Complete date and time/);
    await clear.click();
    await expect(page.getByText("valid", { exact: true })).toBeVisible();

    await deadline.fill("2040-06-01T18:00");
    await expect(deadline).toHaveAccessibleDescription(/Asia\/Kat.* That is 2040-06-01 12:15:00 UTC/);
    await page.getByRole("button", { name: "Create study" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    const id = new URL(page.url()).pathname.split("/").at(-1);
    const answer = await fetch(`${process.env.BASE_URL}/api/v1/studies/${id}`, {
      headers: { authorization: `Bearer ${account.api_key}` },
    });
    expect(await answer.json()).toMatchObject({ limits: { max_retries: 0, deadline: "2040-06-01T12:15:00.000Z" } });
  });
});

test("a study learns from another that is chosen by name, and its page leads there; one that cannot be learnt from is refused at its place", async ({
  page,
  account,
  signIn,
  complaints,
}) => {
  complaints.expect(/status of 422/);
  const [earlier, name] = [`earlier ${randomUUID()}`, `warm ${randomUUID()}`];
  const source = await seededStudy(account, { name: earlier, trials: 20 });
  await signIn({ to: `/${account.workspace}/${account.project_id}/new` });
  await field(page, "Name").fill(name);
  await page.getByRole("button", { name: "Choose studies" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("searchbox", { name: "Search studies" }).fill(earlier);
  await dialog.getByRole("checkbox", { name: earlier }).click();
  await dialog.getByRole("button", { name: "Done" }).click();
  const chosen = page.getByRole("list", { name: "Learns from" });
  await expect(chosen).toContainText(`${earlier} · `);

  // The template's metric is another than the study's.
  await page.getByRole("button", { name: "Create study" }).click();
  await expect(chosen).toContainText("does not have validation_loss as an objective");
  await field(page, "Metric").fill("accuracy");
  await page.getByRole("button", { name: "Create study" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await page.getByRole("link", { name: earlier }).click();
  await expect(page).toHaveURL(new RegExp(`${source}$`));
});
