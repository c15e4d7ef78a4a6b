import { randomUUID } from "node:crypto";
import { snippetLanguages, snippets } from "@/lib/analysis/snippet/snippet";
import { expect, test } from "../fixtures/dashboard-test";
import { runProgram } from "../fixtures/run-program";
import { signInAs } from "../fixtures/second-person";
import { startStudy } from "../fixtures/training-job";

for (const language of snippetLanguages) {
  const { title } = snippets[language];
  test(`the ${title} program runs as it is copied, and the page sees its first trial and its result`, async ({
    page,
    account,
    signIn,
  }) => {
    test.setTimeout(90_000);
    await signIn({ to: `/${account.workspace}/start` });
    await page.getByRole("button", { name: title }).click();
    const program = page.getByTestId("snippet");
    await expect(program).toContainText("tellus_wrk_");
    await expect(page.getByRole("tab", { name: title })).toHaveAttribute("data-state", "active");
    await expect(page.getByText("Waiting for the first trial…")).toBeVisible();
    expect(page.url()).toMatch(/\/start\?study=std_[0-9a-f]{32}$/);
    await page.evaluate(() => Object.assign(window, { notReloaded: true }));

    const text = (await program.textContent()) ?? "";
    const printed = await runProgram(language, text);
    expect(printed.trim().split("\n")).toHaveLength(20);
    await expect(page.getByText("The first trial was handed out")).toBeVisible();
    await expect(page.getByText("Its result was told")).toBeVisible();
    await expect(page.getByTestId("told-count")).toHaveText(/^20 of 20 trials, best loss [0-9.e−-]+$/);
    expect(await page.evaluate(() => "notReloaded" in window)).toBe(true);

    await page.getByRole("link", { name: "Open the study" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("First study");
    await expect(page.getByTestId("progress-count")).toHaveText("20 of 20 trials");
  });
}

test("the two steps are seen one after the other: handed out, then told", async ({ page, account, signIn }) => {
  const study = await startStudy(account, `step by step ${randomUUID()}`);
  await signIn({ to: `/${account.workspace}/start?study=${study.id}` });
  await expect(page.getByText("Waiting for the first trial…")).toBeVisible();
  const trial = await study.ask();
  await expect(page.getByText("The first trial was handed out")).toBeVisible();
  await expect(page.getByText("Waiting for its result…")).toBeVisible();
  await study.tell(trial, 0.75);
  await expect(page.getByText("Its result was told")).toBeVisible();
  await expect(page.getByTestId("told-count")).toHaveText("1 of 50 trials, best accuracy 0.75");
});

test("the key is in no address and not on the page that is opened again; the study is", async ({
  page,
  account,
  signIn,
}) => {
  await signIn();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`/${account.workspace}/start`);
  await page.getByRole("button", { name: "curl" }).click();
  await expect(page.getByTestId("snippet")).toContainText("tellus_wrk_");
  const secret = /tellus_wrk_[0-9A-Za-z]+/.exec((await page.getByTestId("snippet").textContent()) ?? "")?.[0] ?? "";
  expect(secret).toHaveLength(49);
  await page.reload();
  await expect(page.getByTestId("snippet")).toContainText("TELLUS_API_KEY");
  expect(await page.content()).not.toContain(secret);
  expect(asked.filter((url) => url.includes("tellus_wrk_"))).toEqual([]);
  await page.getByRole("button", { name: "Put a new key in" }).click();
  await expect(page.getByTestId("snippet")).toContainText("tellus_wrk_");
  await expect(page.getByTestId("snippet")).not.toContainText(secret);
});

for (const language of snippetLanguages) {
  test(`a study of any kind has a ${snippets[language].title} program that does one trial of it`, async ({
    page,
    account,
    signIn,
  }) => {
    const study = await startStudy(account, `any kind, ${language} ${randomUUID()}`);
    await signIn({ to: study.path });
    await page.getByRole("tab", { name: snippets[language].title }).click();
    const program = page.getByTestId("snippet");
    await expect(program).toContainText("put your training here");
    const text = (await program.textContent()) ?? "";
    await runProgram(language, text, { TELLUS_API_KEY: account.api_key });
    await expect(page.getByTestId("progress-count")).toHaveText("1 of 50 trials");
  });
}

test("a member gets the study, and a program that takes a key from the environment", async ({ page, account }) => {
  await signInAs(page, account, "member");
  await page.goto(`/${account.workspace}/start`);
  await page.getByRole("button", { name: "Python" }).click();
  await expect(page.getByTestId("snippet")).toContainText('os.environ["TELLUS_API_KEY"]');
  await expect(page.getByText("Ask an owner or admin for a worker key")).toBeVisible();
  await expect(page.getByRole("button", { name: "Put a new key in" })).toHaveCount(0);
});

test("a viewer is told that starting studies is not theirs", async ({ page, account }) => {
  await signInAs(page, account, "viewer");
  await page.goto(`/${account.workspace}/start`);
  await expect(page.getByRole("heading", { name: "Your role does not include this" })).toBeVisible();
});

test("one click runs the demo study on the server, and its page shows it improving", async ({
  page,
  account,
  signIn,
}) => {
  test.setTimeout(90_000);
  await signIn({ to: `/${account.workspace}/start` });
  await page.getByRole("button", { name: "Run the demo study" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Demo: small network");
  await expect(page.getByTestId("progress-count")).toHaveText(/^[1-9]\d* of 30 trials$/, { timeout: 30_000 });
  await expect(page.getByTestId("incumbent-value")).toHaveText(/\d/);
});

test("a new workspace begins with the choice of a language, and a program there works", async ({ page, account }) => {
  test.setTimeout(90_000);
  const name = `Team ${randomUUID().slice(0, 8)}`;
  await signInAs(page, account, "viewer");
  await page.goto("/workspaces/new");
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Welcome to ${name}`);
  await page.getByRole("button", { name: "Python" }).click();
  await expect(page.getByTestId("snippet")).toContainText("tellus_wrk_");
  await runProgram("python", (await page.getByTestId("snippet").textContent()) ?? "");
  await expect(page.getByTestId("told-count")).toContainText("20 of 20 trials");
  await page.reload();
  await expect(page.getByRole("group", { name: "Projects" }).getByRole("link", { name: "First steps" })).toBeVisible();
});
