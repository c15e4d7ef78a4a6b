import { dashboardPages } from "../fixtures/dashboard-pages";
import { expect, test } from "../fixtures/dashboard-test";
import { LONG_RUN } from "../fixtures/long-run";
import { packedNames, payloadNames, plantPayloads } from "../fixtures/payload-workspace";
import { RAN, scriptPayloads } from "../fixtures/script-payloads";
import { signInAs } from "../fixtures/second-person";
import { watchForScripts } from "../fixtures/watch-for-scripts";

test("the payloads are alive: written into a page without a policy, they run", async ({ page, complaints }) => {
  expect(scriptPayloads.length).toBeGreaterThanOrEqual(300);
  expect(payloadNames.length).toBeGreaterThan(250);
  complaints.expect(/.*/); // whatever they say
  const ran = await page.evaluate(
    async ({ payloads, flag }) => {
      const alive: string[] = [];
      for (const payload of payloads) {
        Reflect.deleteProperty(globalThis, flag);
        document.body.innerHTML = payload;
        await new Promise((resolve) => setTimeout(resolve, 15));
        if (flag in globalThis) alive.push(payload);
      }
      return alive.length;
    },
    {
      payloads: scriptPayloads.filter((payload) => /^<(?:img|svg|details|video|audio|style)/i.test(payload)),
      flag: RAN,
    },
  );
  expect(ran).toBeGreaterThan(15);
});

test("S13 none of 300 stored script payloads runs or becomes markup on any page", async ({
  page,
  account,
  browser,
  complaints,
}) => {
  test.setTimeout(LONG_RUN ? 1_800_000 : 240_000);
  complaints.expect(/404/); // pages that are not there, asked for by payloads
  // Somebody new: what they own is nobody else's to see.
  await signInAs(page, account, "viewer");
  const watch = await watchForScripts(page);
  const planted = await plantPayloads(page);
  for (const { path } of dashboardPages(planted, [planted.study]).filter(({ who }) => who === "person")) {
    await page.goto(path);
    await expect(page.locator("[role=status][aria-label^=Loading]")).toHaveCount(0);
    await watch.check(path);
  }

  // All studies of the project: each has a payload as its name.
  await page.goto(`/${planted.workspace}/${planted.project_id}`);
  await expect(async () => {
    await page
      .getByRole("button", { name: "Show more" })
      .click({ timeout: 500 })
      .catch(() => undefined);
    await expect(page.locator("tbody tr")).toHaveCount(packedNames.length + 1, { timeout: 500 });
  }).toPass({ timeout: LONG_RUN ? 180_000 : 30_000 });
  await watch.check("all studies");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("<");
  await page.waitForTimeout(400);
  await watch.check("palette");

  // The trials whose reasons hold every payload.
  await page.goto(planted.study);
  await page.getByRole("textbox", { name: "Filter" }).fill("state = failed");
  await expect(page.locator("tr[data-trial-number]")).toHaveCount(planted.trials.length);
  for (const number of planted.trials) {
    await page.getByRole("button", { name: `Trial ${number}`, exact: true }).click();
    await expect(page.getByRole("dialog", { name: `Trial ${number}`, exact: true })).toContainText("__ran");
  }
  await watch.check("trials");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add a field to the filter" }).click();
  await watch.check("fields");

  // Signed out, what was shared; and payloads in addresses.
  const stranger = await (await browser.newContext()).newPage();
  const outside = await watchForScripts(stranger);
  await stranger.goto(planted.shareUrl);
  await outside.check("shared page");
  for (const payload of scriptPayloads.filter((_, index) => LONG_RUN || index % 50 === 0)) {
    const text = encodeURIComponent(payload);
    for (const path of [`/sign-in?return_to=${text}&error=${text}`, `/invite/${text}`, `/share/${text}`, `/${text}`]) {
      await stranger.goto(path);
      await outside.check(path);
    }
  }
  await stranger.context().close();
});
