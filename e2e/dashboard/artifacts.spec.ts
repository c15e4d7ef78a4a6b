import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, test } from "../fixtures/dashboard-test";
import { startStudy } from "../fixtures/training-job";

const PAGE = "<html><script>document.title = 'taken over'</script></html>";

test("a trial's files are listed with what they are, and one that is a page is kept and never shown", async ({
  page,
  account,
  signIn,
}) => {
  const study = await startStudy(account, `files ${randomUUID()}`);
  const trial = await study.ask();
  const artifact = await study.keep(trial, { name: "notes <b>1</b>.html", bytes: PAGE, step: 3 });
  await study.tell(trial, 0.5);
  await signIn({ to: study.path });
  await page.getByRole("button", { name: `Trial ${trial.number}`, exact: true }).click();
  const files = page.getByRole("dialog").getByRole("region", { name: "Files" });
  await expect(files).toContainText("notes <b>1</b>.html");
  await expect(files).toContainText(`${PAGE.length} B`);
  await expect(files).toContainText("checkpoint of step 3");
  await expect(files).toContainText(createHash("sha256").update(PAGE).digest("hex").slice(0, 12));
  const coming = page.waitForEvent("download");
  await files.getByRole("link", { name: "Download notes <b>1</b>.html" }).click();
  const download = await coming;
  expect(await readFile(await download.path(), "utf8")).toBe(PAGE);

  const address = `/api/artifacts/${account.workspace}/${artifact}`;
  const response = await page.request.get(address);
  expect(response.headers()).toMatchObject({
    "content-type": "application/octet-stream",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-store",
  });
  const absent = `/api/artifacts/${account.workspace}/art_${"0".repeat(32)}`;
  expect((await page.request.get(absent)).status()).toBe(404);
  await page.context().clearCookies();
  expect((await page.request.get(address)).status()).toBe(401);
});

test("a trial of many files lists the newest, and older ones on demand without losing the reader's place", async ({
  page,
  account,
  signIn,
}) => {
  const study = await startStudy(account, `many files ${randomUUID()}`);
  const trial = await study.ask();
  for (let step = 1; step <= 21; step += 1)
    await study.keep(trial, { name: `epoch ${step}.pt`, bytes: `weights of ${step}`, step });
  await signIn({ to: study.path });
  await page.getByRole("button", { name: `Trial ${trial.number}`, exact: true }).click();
  const files = page.getByRole("dialog").getByRole("region", { name: "Files" });
  await expect(files.getByRole("listitem")).toHaveCount(20);
  await files.getByRole("button", { name: "Older files" }).focus();
  await page.keyboard.press("Enter");
  await expect(files.getByRole("listitem")).toHaveCount(21);
  await expect(files.getByRole("button", { name: "Older files" })).toHaveCount(0);
  await expect(files.getByRole("link", { name: "Download epoch 1.pt" })).toBeFocused();
});

test("the home says how much of its room the workspace's files take", async ({ page, signIn }) => {
  await signIn();
  const usage = page.getByRole("region", { name: "Usage" });
  await expect(usage).toContainText(/Files\d+(\.\d+)? B/);
  await expect(usage).toContainText("of 10 GiB");
});
