import { type Browser, expect, type Page, test } from "@playwright/test";
import { makeApiKey } from "../fixtures/api-key";
import { startDigits } from "../fixtures/digits-job";
import { fillAccount, OWNER, VIEWER } from "../fixtures/new-account";
import { startServer, type TellusServer } from "../fixtures/tellus-server";

/** Walks through the product as the guides tell it, on a real run of the digits study, and takes a picture at each step. */

const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const TRIALS = 60;

let server: TellusServer;
test.beforeAll(async () => {
  server = await startServer();
});
test.afterAll(async () => {
  await server.stop();
});

async function take(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.waitForTimeout(600); // plots draw themselves
  await page.screenshot({ path: `docs/images/${name}.png`, animations: "disabled", scale: "css" });
}

/** From the top, with nothing hovered or focused that a reader would wonder about. */
async function takePage(page: Page, name: string): Promise<void> {
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect(page.locator("[role=status][aria-label^=Loading]")).toHaveCount(0);
  await take(page, name);
}

async function newPage(browser: Browser, viewport = WIDE): Promise<Page> {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport,
    colorScheme: "light",
    reducedMotion: "reduce",
  });
  return context.newPage();
}

test("pictures of the guides", async ({ browser }) => {
  const owner = await newPage(browser);
  await setUp(owner);
  await accept(browser, await invite(owner));
  await start(owner);
  await makeKey(owner);
  const key = makeApiKey({ data: server.data, workspace: "vision-team" });
  const project = await post<{ id: string }>("/projects", key, { name: "digits" });
  const path = `/vision-team/${project.id}`;
  await createStudy(owner, `${path}/new`);
  const study = await watch(owner, { key, path });
  await trials(owner, study);
  await compare(owner, { key, path });
  await share(browser, owner, study);
});

async function setUp(page: Page): Promise<void> {
  await page.goto("/set-up");
  const code = /enter the code ([A-Z2-9-]{23})/.exec(server.output())?.[1] ?? "";
  await page.getByLabel("Set-up code").fill(code);
  await fillAccount(page, OWNER);
  await page.getByLabel("Workspace").fill("Vision team");
  await page.getByLabel("Workspace").blur();
  await takePage(page, "set-up");
  await page.getByRole("button", { name: "Set up" }).click();
  await page.waitForURL("**/vision-team**");
}

async function invite(page: Page): Promise<string> {
  await page.goto("/vision-team/members");
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Role").click();
  await page.getByRole("option", { name: "Viewer" }).click();
  await dialog.getByRole("button", { name: "Create link" }).click();
  const field = dialog.getByLabel("Invitation link");
  const link = await field.inputValue();
  await field.blur();
  await takePage(page, "invite");
  await page.keyboard.press("Escape");
  return link;
}

async function accept(browser: Browser, link: string): Promise<void> {
  const page = await newPage(browser);
  await page.goto(link);
  await takePage(page, "join");
  await fillAccount(page, VIEWER);
  await page.getByRole("button", { name: "Create account and join" }).click();
  await page.waitForURL("**/vision-team**");
  await page.goto("/vision-team/members");
  await takePage(page, "members-as-viewer");
  await page.context().close();
}

async function start(page: Page): Promise<void> {
  await page.goto("/vision-team/start");
  await page.getByRole("button", { name: "Python" }).click();
  await expect(page.getByText("Waiting for the first trial…")).toBeVisible();
  await takePage(page, "first-study");
}

async function makeKey(page: Page): Promise<void> {
  await page.goto("/vision-team/keys");
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("gpu-7");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByText("It is shown this once")).toBeVisible();
  await takePage(page, "key");
}

async function createStudy(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.getByRole("button", { name: "Support vector machine" }).click();
  await page.getByLabel("Name", { exact: true }).first().fill("kernels on digits");
  await takePage(page, "create-study");
  await page.getByLabel("Trials").fill("0");
  await page.getByRole("button", { name: "Create study" }).click();
  await page.getByLabel("Trials").scrollIntoViewIfNeeded();
  await take(page, "create-study-issue");
}

interface Place {
  readonly key: string;
  readonly path: string;
}

async function watch(page: Page, { key, path }: Place): Promise<string> {
  const options = { url: server.url, apiKey: key, project: "digits", study: "digits", passes: 12, workers: 2 };
  const job = startDigits({ ...options, trials: TRIALS });
  const list = `/projects/${path.split("/").at(-1)}/studies`;
  let id: string | undefined;
  await expect(async () => {
    const { data } = await get<{ data: { id: string; name: string }[] }>(list, key);
    id = data.find(({ name }) => name === "digits")?.id;
    expect(id).toBeDefined();
  }).toPass({ timeout: 30_000 });
  const study = `${path}/${id}`;
  await page.goto(study);
  await expect(page.getByTestId("progress-count")).toContainText(/^(2\d|3\d) of/, { timeout: 300_000 });
  await takePage(page, "study-live");
  await job.ended;
  await expect(page.getByText("Finished", { exact: true })).toBeVisible();
  await takePage(page, "study-page");
  await page.goto(path);
  await takePage(page, "study-list");
  return study;
}

async function trials(page: Page, study: string): Promise<void> {
  await page.goto(study);
  await page.getByRole("textbox", { name: "Filter" }).fill("values.validation_accuracy > 0.93 and params.width < 120");
  await page.evaluate(() => {
    document.querySelector("#trials")?.scrollIntoView({ block: "start" });
    window.scrollBy(0, -70); // below the bar at the top
  });
  await take(page, "study-filter");
  await page.getByTestId("trials-table").locator("tr[data-trial-number]").first().click();
  await expect(page.getByRole("dialog").getByRole("heading", { name: "While training" })).toBeVisible();
  await take(page, "trial");
  await page.keyboard.press("Escape");
}

async function compare(page: Page, { key, path }: Place): Promise<void> {
  const options = { url: server.url, apiKey: key, project: "digits", study: "digits, few passes" };
  await startDigits({ ...options, trials: 30, passes: 4, workers: 2 }).ended;
  await page.goto(path);
  await page.getByRole("checkbox", { name: "Select digits", exact: true }).check();
  await page.getByRole("checkbox", { name: "Select digits, few passes" }).check();
  await page.getByRole("link", { name: /Compare 2/ }).click();
  await page.waitForURL(/\/compare/);
  await expect(page.locator("canvas").first()).toBeVisible();
  await takePage(page, "compare");
}

async function share(browser: Browser, page: Page, study: string): Promise<void> {
  await page.goto(study);
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.getByRole("button", { name: "Create link" })).toBeVisible();
  await takePage(page, "share");
  await page.getByRole("button", { name: "Create link" }).click();
  const link = await page.getByLabel("Share link").inputValue();
  const phone = await newPage(browser, PHONE);
  await phone.goto(link);
  await takePage(phone, "shared-on-a-phone");
  await phone.context().close();
}

async function post<Output>(path: string, key: string, body: object): Promise<Output> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  return answer(await fetch(`${server.url}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

async function get<Output>(path: string, key: string): Promise<Output> {
  return answer(await fetch(`${server.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } }));
}

async function answer<Output>(response: Response): Promise<Output> {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Output;
}
