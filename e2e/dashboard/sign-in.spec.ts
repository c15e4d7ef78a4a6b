import { randomUUID } from "node:crypto";
import { expect, test } from "../fixtures/dashboard-test";
import { withSystemDatabase } from "../fixtures/system-database";
import { startStudy } from "../fixtures/training-job";

test("signed out, a page leads to the sign-in and back to itself", async ({ page, account }) => {
  const study = await startStudy(account, `return ${randomUUID()}`);
  await page.goto(study.path);
  await expect(page).toHaveURL(/\/sign-in\?return_to=/);
  await expect(page.getByLabel("E-mail")).toBeFocused();
  await page.keyboard.type(account.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(account.password);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${study.path}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("return");
});

test("a wrong password and an unknown account get the same answer", async ({ page, account, complaints }) => {
  complaints.expect(/401/);
  const answers: (string | null)[] = [];
  for (const email of [account.email, "nobody@tellus.example"]) {
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByText("do not match")).toBeVisible();
    answers.push(await page.getByRole("main").textContent());
  }
  expect(answers[0]).toBe(answers[1]);
  await expect(page).toHaveURL(/\/sign-in/);
});

test("what is missing is said at the field", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByLabel("E-mail")).toBeFocused();
  await expect(page.getByLabel("E-mail")).toHaveAccessibleDescription("Enter your e-mail address.");
});

test("a return address on another site is not followed", async ({ page, account }) => {
  await page.goto("/sign-in?return_to=//evil.example/phish");
  await page.getByLabel("E-mail").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`**/${account.workspace}`);
  expect(new URL(page.url()).origin).toBe(process.env.BASE_URL);
});

test("after signing out, going back shows nothing of the workspace", async ({ page, account, signIn }) => {
  await signIn();
  await expect(page.getByRole("heading", { name: "Projects" })).toBeVisible();
  await page.goto(`/${account.workspace}/${account.project_id}`);
  await page.getByRole("button", { name: "You: " }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");
  await page.goBack();
  await expect(page).toHaveURL(/\/sign-in\?return_to=/);
  await expect(page.getByRole("heading", { name: "Projects" })).toHaveCount(0);
  const response = await page.goto(`/${account.workspace}`);
  expect(response?.url()).toContain("/sign-in");
});

test("deleting the session's row ends it: an open page leaves within five seconds", async ({
  page,
  account,
  signIn,
  complaints,
}) => {
  complaints.expect(/401/);
  const study = await startStudy(account, `revoked ${randomUUID()}`);
  await signIn({ to: study.path });
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await withSystemDatabase((database) => database.query("delete from session"));
  await expect(page).toHaveURL(/\/sign-in\?return_to=/, { timeout: 5_000 });
});

test("a workspace of others is the same page as one that does not exist", async ({
  page,
  account,
  signIn,
  complaints,
}) => {
  complaints.expect(/404/);
  const slug = `theirs-${randomUUID().slice(0, 8)}`;
  await withSystemDatabase((database) =>
    database.query("insert into workspace (id, slug, name) values ($1, $2, 'A secret name')", [randomUUID(), slug]),
  );
  await signIn();
  const seen = async (path: string) => {
    const response = await page.goto(path);
    return { status: response?.status(), text: await page.getByRole("main").textContent() };
  };
  const theirs = await seen(`/${slug}`);
  expect(theirs).toEqual(await seen("/nobodys-workspace"));
  expect(theirs).toEqual(await seen(`/${slug}/${account.project_id}/std_${"0".repeat(32)}`));
  expect(theirs).toEqual(await seen(`/${account.workspace}/${account.project_id}/std_${"0".repeat(32)}`));
  expect(theirs).toEqual(await seen(`/${account.workspace}/${account.project_id}/not-an-id`));
  expect(theirs.status).toBe(404);
});

test("calls with the cookie need a page of ours: foreign, missing and null origins are refused", async ({
  page,
  account,
  signIn,
}) => {
  await signIn();
  const call = (headers: Record<string, string>) =>
    page.request.post(`/api/trpc/${account.workspace}/me.read`, {
      headers: { "content-type": "application/json", ...headers },
      data: "{}",
    });
  for (const origin of ["https://evil.example", "null"]) expect((await call({ origin })).status()).toBe(403);
  expect((await call({})).status()).toBe(403);
  const signOut = await page.request.post("/api/auth/signout", { headers: { origin: "https://evil.example" } });
  expect(signOut.status()).toBe(403);
  const form = await page.request.post(`/api/trpc/${account.workspace}/me.read`, {
    headers: { origin: process.env.BASE_URL ?? "", "content-type": "text/plain" },
    data: "{}",
  });
  expect(form.status()).toBe(415);
});

test("the cookie is out of reach of scripts and of other sites, and only its hash is stored", async ({
  page,
  signIn,
  context,
}) => {
  await signIn();
  const session = (await context.cookies()).find(({ name }) => name === "tellus-session");
  expect(session).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
  const { rows } = await withSystemDatabase((database) =>
    database.query("select length(id_hash) as bytes from session"),
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every(({ bytes }) => bytes === 32)).toBe(true);
  expect(await page.evaluate(() => document.cookie)).not.toContain("tellus-session");
});

test("a batch of more than twenty calls is refused", async ({ page, account, signIn }) => {
  await signIn();
  const calls = (count: number) =>
    page.request.get(
      `/api/trpc/${account.workspace}/${Array(count).fill("me.read").join(",")}?batch=1&input=${encodeURIComponent(JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, index) => [index, {}]))))}`,
    );
  expect((await calls(20)).status()).toBe(200);
  expect((await calls(21)).status()).toBe(400);
});
