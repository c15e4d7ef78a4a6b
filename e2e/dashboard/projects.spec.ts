import { randomUUID } from "node:crypto";
import { expect, test } from "../fixtures/dashboard-test";
import { signInAs } from "../fixtures/second-person";
import { startStudy } from "../fixtures/training-job";

test("a project is made, renamed and, while it is empty, deleted", async ({ page, account, signIn, complaints }) => {
  test.setTimeout(60_000);
  complaints.expect(/409/);
  const name = `vision ${randomUUID().slice(0, 8)}`;
  await signIn({ to: `/${account.workspace}/projects` });
  await page.getByRole("button", { name: "New project" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Description").fill("Everything with pictures.");
  await page.getByRole("button", { name: "Create project" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await expect(page.getByText("Everything with pictures.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "No study yet" })).toBeVisible();

  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByLabel("Name").fill("EXAMPLES");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByLabel("Name")).toHaveAccessibleDescription("There is already a project of this name.");
  await page.getByLabel("Name").fill(`${name}, renamed`);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${name}, renamed`);

  await page.goto(`/${account.workspace}/projects`);
  await page.getByRole("button", { name: `Actions for ${name}, renamed` }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete project" }).click();
  await expect(page.getByRole("link", { name: `${name}, renamed` })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("link", { name: "examples" })).toBeVisible();
  await expect(page.getByRole("link", { name: `${name}, renamed` })).toHaveCount(0);
});

test("a project that holds studies is not offered for deletion, and says why", async ({ page, account, signIn }) => {
  await startStudy(account, `holds ${randomUUID()}`);
  await signIn({ to: `/${account.workspace}/projects` });
  await page.getByRole("button", { name: "Actions for examples" }).click();
  const remove = page.getByRole("menuitem", { name: "Delete" });
  await expect(remove).toContainText("Only an empty project can be deleted");
  await remove.click({ force: true });
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
});

test("a viewer sees the projects and nothing to change them with", async ({ page, account }) => {
  await signInAs(page, account, "viewer");
  await page.goto(`/${account.workspace}/projects`);
  await expect(page.getByRole("link", { name: "examples" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^(New project|Actions for)/ })).toHaveCount(0);
});

test("every section of the workspace leads to a page of its own", async ({ page, signIn }) => {
  await signIn();
  const sections = page.getByRole("navigation", { name: "Workspace" }).getByRole("link");
  const hrefs = await sections.evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  expect(hrefs.length).toBeGreaterThanOrEqual(5);
  for (const href of hrefs) {
    const response = await page.goto(href);
    expect(response?.status(), href).toBe(200);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.locator('a[aria-current="page"]').first()).toHaveAttribute("href", href);
  }
});

test("the page that shows the design system does not exist in the product", async ({ page, signIn, complaints }) => {
  complaints.expect(/404/);
  await signIn();
  expect((await page.goto("/design"))?.status()).toBe(404);
});
