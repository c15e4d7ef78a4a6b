import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "@playwright/test";
import { plantCanaryStudy, SHOWN } from "@/server/services/testing/canary/canary-study";
import { expect, test } from "../fixtures/dashboard-test";
import { withAdminDatabase } from "../fixtures/system-database";
import { startReplica } from "../fixtures/tellus-server";
import { startStudy } from "../fixtures/training-job";

// Several pages and a second server each; two cores take their time over them.
test.describe.configure({ timeout: 120_000 });

/** Makes a link on the study's page, with the choices as they stand, and leaves the dialog open on it. */
async function makeLink(page: Page, study: { readonly path: string }): Promise<string> {
  await page.goto(study.path);
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("button", { name: "Create link" }).click();
  return page.getByLabel("Share link").inputValue();
}

/** A phone that has never been here, and complains aloud. */
async function openPhone(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const phone = await context.newPage();
  phone.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("404")) throw new Error(message.text());
  });
  phone.on("pageerror", (error) => {
    throw error;
  });
  return phone;
}

const PUSH = /<script nonce="[^"]*">self\.__next_f\.push\(\[1,("(?:[^"\\]|\\.)*")\]\)<\/script>/g;

/**
 * A page, and the words of its payload: the renderer numbers and cuts the payload's rows as they become ready, so that equal
 * pages differ in rows and never in words.
 */
function inWords(html: string): string {
  const payload = [...html.matchAll(PUSH)].map(([, text]) => JSON.parse(text ?? '""') as string).join("");
  const words = new Set(payload.match(/[\p{L}\p{N}_.-]{4,}/gu));
  return [html.replaceAll(PUSH, ""), ...[...words].sort()].join("\n");
}

test("a study is shared, read signed out on a phone, and gone when the link is revoked", async ({
  page,
  account,
  signIn,
  browser,
}) => {
  const study = await startStudy(account, `shared ${randomUUID()}`);
  for (const accuracy of [0.71, 0.94, 0.82]) await study.tell(await study.ask(), accuracy);
  await study.fail(await study.ask(), "a reason for colleagues");
  await signIn();
  const url = await makeLink(page, study);
  expect(url).toMatch(new RegExp(`^${process.env.BASE_URL}/share/[A-Za-z0-9_-]{32}$`));

  const phone = await openPhone(browser);
  const response = await phone.goto(url);
  expect(response?.status()).toBe(200);
  await expect(phone.getByRole("heading", { level: 1, name: /^shared / })).toBeVisible();
  await expect(phone.getByTestId("shared-best")).toHaveText("0.94");
  await expect(phone.getByRole("img", { name: /best 0\.94 in trial 1/ }).locator("canvas")).toBeVisible();
  await expect(phone.getByRole("region", { name: "Best trials" }).locator("tbody tr")).toHaveCount(3);
  await expect(phone.getByRole("region", { name: "Search space" })).toHaveCount(0);
  await expect(phone.getByText("a reason for colleagues")).toHaveCount(0);
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await phone.context().cookies()).toEqual([]);
  expect((await new AxeBuilder({ page: phone }).analyze()).violations).toEqual([]);

  await expect(page.getByText("last opened just now").or(page.getByText("never opened"))).toBeVisible();
  await page.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke link" }).click();
  await expect(page.getByText("revoked", { exact: true })).toBeVisible();
  const after = await phone.reload();
  expect(after?.status()).toBe(404);
  await expect(phone.getByRole("heading", { name: "This link shows nothing" })).toBeVisible();
  await expect(phone.getByText("0.94")).toHaveCount(0);
});

test("the address is shown once: neither the dialog opened again nor a reload has it", async ({
  page,
  account,
  signIn,
}) => {
  const study = await startStudy(account, `once ${randomUUID()}`);
  await signIn();
  const url = await makeLink(page, study);
  const secret = url.slice(url.lastIndexOf("/") + 1);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.getByText("Under the study’s name")).toBeVisible();
  expect((await new AxeBuilder({ page }).include("[role=dialog]").analyze()).violations).toEqual([]);
  await page.reload();
  expect(await page.content()).not.toContain(secret);
});

test("S8 of a study whose every stored field holds a secret, page and payload hold the chosen ones only", async ({
  browser,
}) => {
  const { planter, showsAll, showsLeast } = await withAdminDatabase(plantCanaryStudy);
  const everything = [...SHOWN.always, ...Object.values(SHOWN.byPart).flat()];
  for (const [secret, shown] of [
    [showsAll, [...everything, ...SHOWN.named]],
    [showsLeast, [...SHOWN.always, ...SHOWN.titled]],
  ] as const) {
    const address = `${process.env.BASE_URL}/share/${secret}`;
    const phone = await openPhone(browser);
    const received: string[] = [];
    phone.on("response", async (response) => {
      received.push(JSON.stringify(response.headers()), await response.text().catch(() => ""));
    });
    await phone.goto(address);
    await expect(phone.getByRole("heading", { level: 1, name: /^canary/ })).toBeVisible();
    await phone.getByRole("button", { name: "Show as table" }).first().click();
    const payload = await fetch(address, { headers: { RSC: "1" } });
    received.push(JSON.stringify([...payload.headers]), await payload.text(), await phone.content());
    // Thousands are grouped on the page.
    const text = received.join("\n");
    const seen = planter.placesIn(`${text}\n${text.replaceAll(/(?<=\d),(?=\d{3})/g, "")}`);
    expect([...seen].filter((place) => !shown.includes(place))).toEqual([]);
    // A bound is rounded for reading.
    expect(shown.filter((place) => !seen.has(place) && place !== "space.range.high")).toEqual([]);
    await phone.context().close();
  }
});

test("S6 a revoked link is gone within five seconds on two servers of one database", async ({
  page,
  account,
  signIn,
}) => {
  const study = await startStudy(account, `two servers ${randomUUID()}`);
  await signIn();
  const first = await makeLink(page, study);
  const second = await startReplica();
  try {
    const addresses = [first, first.replace(String(process.env.BASE_URL), second.url)];
    const statuses = () => Promise.all(addresses.map(async (address) => (await fetch(address)).status));
    expect(await statuses()).toEqual([200, 200]);
    await page.getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Revoke link" }).click();
    await expect(page.getByText("revoked", { exact: true })).toBeVisible();
    const revokedAt = Date.now();
    await expect.poll(statuses, { timeout: 5_000, intervals: [50] }).toEqual([404, 404]);
    // biome-ignore lint/suspicious/noConsole: the figure belongs in the run's report
    console.log(`revoked on both servers within ${Date.now() - revokedAt} ms`);
  } finally {
    await second.stop();
  }
});

test("revoked, expired, unknown and malformed links are one page, and all are sealed", async ({
  page,
  account,
  signIn,
}) => {
  const study = await startStudy(account, `ended ${randomUUID()}`);
  await signIn();
  const [revoked, expired] = [await makeLink(page, study), await makeLink(page, study)];
  await withAdminDatabase(async (database) => {
    const ended = "study_id = $1 and id = (select id from share_link where study_id = $1 order by id";
    const id = study.id.replace("std_", "");
    await database.query(`update share_link set revoked_at = now() where ${ended} limit 1)`, [id]);
    await database.query(`update share_link set expires_at = now() where ${ended} desc limit 1)`, [id]);
  });
  const strange = [
    "x".repeat(32),
    "x".repeat(31),
    "not-a-token",
    "%00",
    "..%2f..%2fetc",
    "%F0%9F%92%A9",
    "a".repeat(500),
  ];
  const answers: string[] = [];
  for (const address of [revoked, expired, ...strange.map((token) => `${process.env.BASE_URL}/share/${token}`)]) {
    const response = await fetch(address, { redirect: "manual" });
    const token = address.slice(address.lastIndexOf("/") + 1);
    const nonce = /'nonce-([^']+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1] ?? "none";
    const headers = [...response.headers].filter(([name]) => name !== "date");
    const spellings = [token, decodeURIComponent(token), encodeURIComponent(decodeURIComponent(token)), nonce];
    const own = (text: string) => spellings.reduce((rest, spelling) => rest.replaceAll(spelling, "OWN"), text);
    answers.push(`${response.status} ${own(JSON.stringify(headers))} ${inWords(own(await response.text()))}`);
  }
  for (const answer of answers) expect(answer).toBe(answers[0]);
  expect(answers[0]).toMatch(/^404 /);
  for (const said of [
    '"x-robots-tag","noindex',
    '"referrer-policy","no-referrer"',
    '"cache-control","private, no-store"',
  ])
    expect(answers[0]).toContain(said);
});

test("a viewer is offered no link to share", async ({ page, account, signIn }) => {
  const study = await startStudy(account, `for viewers ${randomUUID()}`);
  const become = (role: string) =>
    withAdminDatabase(async (database) => {
      await database.query("set session_replication_role = replica"); // past the rule that a workspace keeps an owner
      await database.query(
        "update membership set role = $1 where person_id = (select id from person where email = $2)",
        [role, account.email],
      );
    });
  await become("viewer");
  try {
    await signIn({ to: study.path });
    await expect(page.getByRole("heading", { level: 1 })).toContainText("for viewers");
    await expect(page.getByRole("button", { name: "Share" })).toHaveCount(0);
    const refused = await page.request.post(`/api/trpc/${account.workspace}/share.create`, {
      headers: { "content-type": "application/json", origin: process.env.BASE_URL ?? "" },
      data: JSON.stringify({ study_id: study.id }),
    });
    expect(refused.status()).toBe(403);
  } finally {
    await become("owner");
  }
});
