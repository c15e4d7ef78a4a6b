import { randomUUID } from "node:crypto";
import { expect, test } from "../fixtures/dashboard-test";
import { startStudy } from "../fixtures/training-job";

test("a study is compared and cloned from its own page; the list's filter stays in the address", async ({
  page,
  account,
  signIn,
}) => {
  const mark = randomUUID().slice(0, 8);
  const study = await startStudy(account, `one ${mark}`, { tags: [mark] });
  const other = await startStudy(account, `other ${mark}`, { tags: [mark] });
  await signIn();
  const list = study.path.slice(0, study.path.lastIndexOf("/"));

  await test.step("the filter is in the address, and Back brings it back", async () => {
    await page.goto(list);
    await page.getByRole("searchbox", { name: "Search studies" }).fill(mark);
    await page.getByRole("button", { name: "Study", exact: true }).click();
    await expect(page).toHaveURL(`${list}?search=${mark}&sort=name`);
    await expect(page.getByRole("link", { name: /^o(ne|ther) / })).toHaveText([`one ${mark}`, `other ${mark}`]);
    await page.getByRole("link", { name: `one ${mark}` }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`one ${mark}`);
    await page.goBack();
    await expect(page.getByRole("searchbox", { name: "Search studies" })).toHaveValue(mark);
    await expect(page.getByRole("link", { name: /^o(ne|ther) / })).toHaveText([`one ${mark}`, `other ${mark}`]);
    await page.goto(`${list}?state=paused&tag=${mark}`);
    await expect(page.getByRole("heading", { name: "No study matches" })).toBeVisible();
  });

  await test.step("others are chosen on the study's page", async () => {
    await page.goto(study.path);
    await page.getByRole("button", { name: "Compare…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("searchbox", { name: "Search studies" }).fill(mark);
    await expect(dialog.getByRole("checkbox")).toHaveCount(1);
    await dialog.getByRole("checkbox", { name: `other ${mark}` }).click();
    await dialog.getByRole("link", { name: "Compare 2" }).click();
    await expect(page).toHaveURL(`${list}/compare?studies=${study.id},${other.id}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Compare 2 studies");
  });

  await test.step("a copy is made with another name", async () => {
    await page.goto(study.path);
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Clone" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill(`copy ${mark}`);
    await page.getByRole("dialog").getByRole("button", { name: "Clone study" }).dblclick();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`copy ${mark}`);
  });
});

test("a click while the server is away is answered in our words, and works once it is back", async ({
  page,
  account,
  signIn,
  complaints,
}) => {
  complaints.expect(/ERR_CONNECTION_REFUSED|Failed to fetch/);
  const study = await startStudy(account, `away ${randomUUID()}`);
  await signIn({ to: study.path });
  await page.route("**/api/trpc/**", (route) => route.abort("connectionrefused"));
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText("The server could not be reached. Try again in a moment.").first()).toBeVisible();
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("button", { name: "Create link" }).click();
  const refusal = page.getByRole("dialog").getByRole("alert").filter({ hasText: "could not be reached" });
  // At once, and not after the list below the form was tried again and again.
  await expect(refusal.first()).toBeVisible({ timeout: 2_000 });
  await page.unroute("**/api/trpc/**");
  await page.keyboard.press("Escape");
  const sent: string[] = [];
  page.on("request", (request) => request.method() === "POST" && sent.push(request.postData() ?? ""));
  await page.getByRole("button", { name: "Pause" }).evaluate((button: HTMLButtonElement) => {
    button.click();
    button.click();
  });
  await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
  expect(sent).toHaveLength(1);
  expect(sent[0]).not.toContain('"1":');

  await page.route("**/api/auth/**", (route) => route.abort("connectionrefused"));
  await page.keyboard.press("Control+K");
  await page.getByRole("option", { name: "Sign out" }).click();
  await expect(page.getByText("Signing out failed").first()).toBeVisible();
});
