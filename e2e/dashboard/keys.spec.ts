import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/dashboard-test";
import { signInAs } from "../fixtures/second-person";
import { startStudy } from "../fixtures/training-job";

/** What the API answers to somebody with this key. */
async function statusWith(key: string, path: string, body?: unknown): Promise<number> {
  const response = await fetch(`${process.env.BASE_URL}/api/v1${path}`, {
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
  await response.arrayBuffer();
  return response.status;
}

interface NewKey {
  readonly name: string;
  readonly kind: "Worker" | "Service";
  readonly without?: readonly string[];
}

/** Makes a key in the dialog and leaves with what it showed. */
async function makeKey(page: Page, { name, kind, without = [] }: NewKey): Promise<string> {
  await page.getByRole("button", { name: "New key" }).click();
  await expect(page.getByLabel("Name")).toBeFocused();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Kind").click();
  await page.getByRole("option", { name: kind }).click();
  if (kind === "Worker") {
    await page.getByRole("dialog").getByLabel("Project").click();
    await page.getByRole("option", { name: "examples" }).click();
  }
  for (const scope of without) await page.getByRole("checkbox", { name: scope }).click();
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByText("It is shown this once")).toBeVisible();
  return page.getByLabel("API key", { exact: true }).inputValue();
}

test("a key works, is shown exactly once, and stops within five seconds of being revoked", async ({
  page,
  account,
  signIn,
}) => {
  const study = await startStudy(account, `for a key ${randomUUID()}`);
  const name = `gpu-${randomUUID().slice(0, 8)}`;
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await signIn({ to: `/${account.workspace}/keys` });
  const secret = await makeKey(page, { name, kind: "Worker" });
  expect(secret).toMatch(/^tellus_wrk_[0-9A-Za-z]{38}$/);
  const ask = () => statusWith(secret, `/studies/${study.id}/ask`, { wait_seconds: 10, worker_id: name });
  expect(await ask()).toBe(201);

  // A stray click must not lose it; leaving the dialog takes it away for good.
  await page.mouse.click(5, 5);
  await expect(page.getByLabel("API key", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const row = page.getByRole("row", { name });
  await expect(row).toContainText("Active");
  await expect(row).toContainText("ask and tell");
  await expect(row).toContainText("examples");
  const body = secret.slice(-30);
  const remembered = () =>
    page.evaluate(() =>
      JSON.stringify([document.documentElement.outerHTML, { ...localStorage }, { ...sessionStorage }]),
    );
  expect(await remembered()).not.toContain(body);
  await page.reload();
  await expect(row).toContainText("just now");
  expect(await remembered()).not.toContain(body);
  expect(asked.filter((url) => url.includes(body))).toEqual([]);

  await page.getByRole("button", { name: `Revoke the key ${name}` }).click();
  await page.getByRole("button", { name: "Revoke key" }).click();
  await expect(row).toHaveCount(0);
  await expect.poll(ask, { timeout: 5_000, intervals: [250] }).toBe(401);
  await page.getByRole("switch", { name: "Show revoked and expired" }).click();
  await expect(row).toContainText("Revoked");
  await expect(page.getByRole("button", { name: `Revoke the key ${name}` })).toHaveCount(0);
});

test("a key may do what was ticked and nothing else", async ({ page, account, signIn }) => {
  await signIn({ to: `/${account.workspace}/keys` });
  const name = `reader-${randomUUID().slice(0, 8)}`;
  const writing = ["create and change projects", "create, change, pause and stop studies", "enqueue and change trials"];
  const secret = await makeKey(page, { name, kind: "Service", without: [...writing, "ask for trials"] });
  expect(await statusWith(secret, "/projects")).toBe(200);
  expect(await statusWith(secret, "/projects", { name: `refused ${name}` })).toBe(403);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("row", { name })).toContainText("see everything; tell measurements and results");
});

test("what is missing is said at the field", async ({ page, account, signIn, complaints }) => {
  complaints.expect(/422/);
  await signIn({ to: `/${account.workspace}/keys` });
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByLabel("Name")).toHaveAccessibleDescription(/Must not be empty/);
  await page.getByLabel("Name").fill("does nothing");
  for (const scope of ["ask for trials", "tell measurements and results"]) {
    await page.getByRole("checkbox", { name: scope }).click();
  }
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByRole("group", { name: "It may" })).toContainText("A key must be able to do something.");
});

test("a member sees the keys and cannot make one; a viewer is told that this is not theirs to see", async ({
  page,
  account,
}) => {
  await signInAs(page, account, "member");
  await page.goto(`/${account.workspace}/keys`);
  await expect(page.getByRole("row", { name: "Demo job" }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^Revoke/ })).toHaveCount(0);
  const create = page.getByRole("button", { name: "New key" });
  await create.hover();
  await expect(page.getByRole("tooltip")).toContainText("Owners and admins make keys");
  await create.click({ force: true });
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await page.context().clearCookies();
  await signInAs(page, account, "viewer");
  await page.goto(`/${account.workspace}/keys`);
  await expect(page.getByRole("heading", { name: "Your role does not include this" })).toBeVisible();
  await expect(page.getByText("tellus_")).toHaveCount(0);
});
