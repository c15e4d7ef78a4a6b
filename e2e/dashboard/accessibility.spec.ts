import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { type DashboardPage, dashboardPages } from "../fixtures/dashboard-pages";
import { expect, test } from "../fixtures/dashboard-test";
import { LONG_RUN } from "../fixtures/long-run";
import { seededStudy } from "../fixtures/seeded-studies";

/** WCAG 2.2 AA, and what axe holds to be good practice. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** The first two show each colour and each size; the others, how they come together, are for the long run. */
const LOOKS = [
  { name: "light, wide", colorScheme: "light", width: 1440, height: 900 },
  { name: "dark, narrow", colorScheme: "dark", width: 390, height: 844 },
  { name: "dark, wide", colorScheme: "dark", width: 1440, height: 900 },
  { name: "light, narrow", colorScheme: "light", width: 390, height: 844 },
] as const;
const looks = LOOKS.slice(0, LONG_RUN ? LOOKS.length : 2);

async function faultsOf(page: Page): Promise<readonly string[]> {
  // Without frames there is nothing that the slower way, with a page of axe's own, would find.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(RULES).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary?.replaceAll(/\s+/g, " ")}`),
  );
}

/** What axe finds on a page in every look, and whether something stands out of the screen. */
async function inspect(page: Page, { path }: DashboardPage): Promise<readonly string[]> {
  await page.goto(path);
  await expect(page.locator("[role=status][aria-label^=Loading]")).toHaveCount(0);
  const found: string[] = [];
  for (const { name, colorScheme, width, height } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width, height });
    // Plots are drawn anew for their new width a moment after the screen has changed.
    await page
      .waitForFunction((most) => document.documentElement.scrollWidth <= most, width, { timeout: 3_000 })
      .catch(() => undefined);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > width) found.push(`${path} (${name}): ${wide} px wide`);
    found.push(...(await faultsOf(page)).map((fault) => `${path} (${name}): ${fault}`));
  }
  return found;
}

test("axe finds nothing on any page with 0, 3 and many trials, in light and dark, wide and narrow", async ({
  page,
  account,
  signIn,
  complaints,
}) => {
  test.setTimeout(180_000);
  complaints.expect(/404/); // an invitation that is not there
  const studies: string[] = [];
  for (const trials of [0, 3, LONG_RUN ? 10_000 : 1000])
    studies.push(await seededStudy(account, { name: `${trials} trials`, trials }));
  const pages = dashboardPages(account, studies);
  const found: string[] = [];
  for (const each of pages.filter(({ who }) => who === "stranger")) found.push(...(await inspect(page, each)));
  await signIn();
  for (const each of pages.filter(({ who }) => who === "person")) found.push(...(await inspect(page, each)));
  expect(found).toEqual([]);
});

test("axe finds nothing in what opens: trial, menus, dialogs, palette", async ({ page, account, signIn }) => {
  test.setTimeout(120_000);
  const study = await seededStudy(account, { name: "to be opened", trials: 3 });
  await signIn({ to: study });
  const found: string[] = [];
  // What pops up lies beside the landmarks, at the end of the document; its button says that it is there.
  const look = async (what: string) =>
    found.push(
      ...(await faultsOf(page)).filter((fault) => !fault.startsWith("region:")).map((fault) => `${what}: ${fault}`),
    );
  await page.getByRole("button", { name: "Trial 1", exact: true }).click();
  await expect(page.getByRole("dialog", { name: "Trial 1" })).toContainText("Assignments");
  await look("trial");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "More actions" }).click();
  await look("menu");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await look("confirmation");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  await look("palette");
  await page.keyboard.press("Escape");
  await page.goto(`/${account.workspace}/members`);
  await page.getByRole("button", { name: "Invite" }).click();
  await page.getByRole("dialog").getByLabel("Role").click();
  await look("invitation");
  await page.goto(`/${account.workspace}/keys`);
  await page.getByRole("button", { name: "New key" }).click();
  await look("new key");
  await page.getByRole("dialog").getByLabel("Name").fill("looked at");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByText("It is shown this once")).toBeVisible();
  await look("key, shown once");
  await page.goto(`/${account.workspace}/start`);
  await page.getByRole("button", { name: "Python" }).click();
  await expect(page.getByTestId("snippet")).toContainText("tellus_wrk_");
  await look("program");
  expect(found).toEqual([]);
});
