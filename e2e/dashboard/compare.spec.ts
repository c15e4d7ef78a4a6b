import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../fixtures/dashboard-test";
import { type StudyAtWork, startStudy } from "../fixtures/training-job";

const WIDER = {
  search_space: {
    rate: { type: "float", low: 1e-5, high: 1, scale: "log" },
    width: { type: "int", low: 8, high: 256 },
    optimizer: { type: "categorical", choices: ["adam", "lion"] },
  },
  sampler: { name: "quasi-random" },
  limits: { max_trials: 80 },
};

async function tellAll(study: StudyAtWork, values: readonly (number | "NaN")[]): Promise<void> {
  for (const value of values) await study.tell(await study.ask(), value);
}

const compareLink = (study: StudyAtWork, ...others: readonly StudyAtWork[]) =>
  study.path.replace(study.id, `compare?studies=${[study, ...others].map(({ id }) => id).join(",")}`);
const card = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

async function download(frame: Locator, kind: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const page = frame.page();
  await frame.getByRole("button", { name: /^Download/ }).click();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: new RegExp(kind) }).click(),
  ]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

test("two studies are selected in the list, compared, and their differences are marked", async ({
  page,
  account,
  signIn,
}) => {
  const [first, second] = [`narrow ${randomUUID()}`, `wide ${randomUUID()}`];
  const narrow = await startStudy(account, first);
  const wide = await startStudy(account, second, WIDER);
  await tellAll(narrow, [0.5, 0.7, 0.6, "NaN"]);
  await tellAll(wide, [0.4, 0.9]);
  await signIn({ to: `/${account.workspace}/${account.project_id}` });
  await page.getByRole("checkbox", { name: `Select ${first}` }).click();
  await page.getByRole("checkbox", { name: `Select ${second}` }).click();
  await page.getByRole("link", { name: "Compare 2" }).click();
  await expect(page.getByRole("heading", { name: "Compare 2 studies" })).toBeVisible();

  const row = (name: string) => page.getByRole("group", { name: "Studies compared" }).getByRole("row", { name });
  await expect(row(first)).toContainText("0.700");
  await expect(row(first)).toContainText("1 trial without"); // the NaN
  await expect(row(second)).toContainText("best of all");
  await expect(
    page.getByRole("img", { name: new RegExp(`Best accuracy so far of 2 studies: ${first} 0.7; ${second} 0.9`) }),
  ).toBeVisible();
  await expect(page.getByRole("img", { name: /Distribution of accuracy, medians: .* 0.6; .* 0.65/ })).toBeVisible();

  const spaces = card(page, "Search spaces").getByRole("table");
  await expect(spaces.getByRole("row", { name: "rate" })).toContainText("bounds");
  await expect(spaces.getByRole("row", { name: "optimizer" })).toContainText("added");
  await expect(spaces.getByRole("row", { name: "width" })).toHaveCount(0); // it is the same in both
  await card(page, "Search spaces").getByRole("button", { name: "All" }).click();
  await expect(spaces.getByRole("row", { name: "width" })).toBeVisible();
  await expect(page).toHaveURL(/rows=all/);
  const settings = card(page, "Settings").getByRole("table");
  await expect(settings.getByRole("row", { name: /^Sampler random/ })).toContainText("quasi-random");
  await expect(settings.getByRole("row", { name: /^Trials/ })).toContainText("changed");
  const incumbents = card(page, "Incumbents").getByRole("table");
  await expect(incumbents.getByRole("row", { name: "accuracy" })).toContainText("best");
});

test("the choice stands in the address, survives a live result within a second, and a reload", async ({
  page,
  account,
  signIn,
}) => {
  const study = await startStudy(account, `first ${randomUUID()}`);
  const other = await startStudy(account, `second ${randomUUID()}`);
  await tellAll(study, [0.5]);
  await tellAll(other, [0.4]);
  await signIn({ to: compareLink(study, other) });
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  const byTime = page.getByRole("button", { name: "By time" });
  await byTime.click();
  await expect(page).toHaveURL(/axis=time/);
  const delays: number[] = [];
  for (const value of [0.6, 0.7, 0.8]) {
    const running = await other.ask();
    await expect(
      page.getByRole("img", { name: new RegExp(`^${running.number} of 50 trials ended.* 1 running`) }),
    ).toBeVisible();
    await other.tell(running, value);
    const toldAt = performance.now();
    // Looks at every frame; an assertion looks a few times a second only.
    await page.waitForFunction(
      (ending) => document.querySelector(`[role=img][aria-label$="${ending}"]`) !== null,
      ` ${value}.`,
      { polling: "raf", timeout: 5_000 },
    );
    delays.push(Math.round(performance.now() - toldAt));
  }
  // biome-ignore lint/suspicious/noConsole: the figure belongs in the run's report
  console.log(`tell to comparison: ${delays.join(", ")} ms`);
  expect(Math.max(...delays)).toBeLessThan(1000);
  await expect(byTime).toHaveAttribute("aria-pressed", "true");
  await page.reload();
  await expect(byTime).toHaveAttribute("aria-pressed", "true");
});

test("every plot is a table too, and PNG, SVG and CSV files", async ({ page, account, signIn }) => {
  test.slow();
  const name = `=HYPERLINK("x") <script>alert(1)</script> ${randomUUID()}`;
  const study = await startStudy(account, name);
  const other = await startStudy(account, `plain ${randomUUID()}`);
  await tellAll(study, [-0.5, 0.25]);
  await tellAll(other, [0.4]);
  await signIn({ to: compareLink(study, other) });
  const frame = card(page, "Best so far");
  await frame.getByRole("button", { name: "Show as table" }).click();
  await expect(page.getByRole("group", { name: "Best so far as a table" }).locator("tbody tr")).toHaveCount(3);
  const csv = (await download(frame, "CSV")).bytes.toString("utf8");
  const lines = csv.split("\r\n");
  expect(lines[0]).toBe("Study,Trial,Best accuracy so far");
  // The name is no formula, and quoted; the negative value is still a number (S14).
  expect(lines[1]).toBe(`"'${name.replaceAll('"', '""')}",0,-0.5`);
  expect(lines[2]?.endsWith(",1,0.25")).toBe(true);
  await frame.getByRole("button", { name: "Show as plot" }).click();

  for (const title of ["Best so far", "Distribution of values", "Empirical distribution"]) {
    await expectPictures(card(page, title));
  }
});

test("the study page's plots give files under the content security policy", async ({ page, account, signIn }) => {
  test.slow();
  const study = await startStudy(account, `files ${randomUUID()}`, { limits: { max_trials: 10 } });
  await tellAll(study, [0.5, 0.7]);
  await study.fail(await study.ask(), "out of memory");
  await signIn({ to: study.path });
  for (const title of ["Optimisation history", "Parallel coordinates", "Slice"]) {
    const frame = card(page, title);
    await expectPictures(frame);
    const { name, bytes } = await download(frame, "CSV");
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*-files-[0-9a-f-]+\.csv$/);
    const [head, ...rows] = bytes.toString("utf8").trimEnd().split("\r\n");
    expect(head).toMatch(/^Trial,State,.*accuracy/);
    expect(rows).toHaveLength(title === "Slice" ? 2 : 3); // the failed one has no value to slice
  }
});

/** Both kinds of picture: valid, of some size, without anything that could run, and with something drawn. */
async function expectPictures(frame: Locator): Promise<void> {
  const page = frame.page();
  const png = await download(frame, "PNG");
  expect(png.bytes.subarray(0, 8)).toEqual(Buffer.from("\x89PNG\r\n\x1a\n", "latin1"));
  const shown = await page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    const pen = canvas.getContext("2d");
    pen?.drawImage(image, 0, 0);
    const pixels = pen?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray();
    const colors = new Set<number>();
    for (let at = 0; at < pixels.length; at += 4) {
      colors.add(((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0));
    }
    return { width: image.width, colors: colors.size };
  }, png.bytes.toString("base64"));
  expect(shown.width).toBeGreaterThanOrEqual(1280);
  expect(shown.colors).toBeGreaterThan(30);

  const svg = (await download(frame, "SVG")).bytes.toString("utf8");
  // A page of its own: the reader would be held to the dashboard's policy, which files are not.
  const reader = await page.context().newPage();
  const read = await reader.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    const all = [...parsed.querySelectorAll("*")];
    return {
      root: parsed.documentElement.localName,
      faults: parsed.querySelectorAll("parsererror").length,
      scripts: parsed.querySelectorAll("script, foreignObject").length,
      handlers: all.flatMap((element) => element.getAttributeNames()).filter((attribute) => /^on/i.test(attribute))
        .length,
      drawn: parsed.querySelectorAll("path, circle, rect").length,
    };
  }, svg);
  await reader.close();
  expect(read).toMatchObject({ root: "svg", faults: 0, scripts: 0, handlers: 0 });
  expect(read.drawn).toBeGreaterThan(4);
}

test("another metric or direction is said, never drawn over the others", async ({ page, account, signIn }) => {
  const study = await startStudy(account, `up ${randomUUID()}`);
  const same = await startStudy(account, `up too ${randomUUID()}`);
  const down = await startStudy(account, `down ${randomUUID()}`, {
    objectives: [{ metric: "accuracy", direction: "minimize" }],
  });
  for (const each of [study, same, down]) await tellAll(each, [0.5]);
  await signIn({ to: compareLink(study, same, down) });
  await expect(page.getByText("Values of different objectives are never drawn over each other")).toBeVisible();
  await expect(page.getByRole("img", { name: /Best accuracy so far of 2 studies/ })).toBeVisible();
  await page.getByRole("button", { name: /minimize accuracy/ }).click();
  await expect(page.getByRole("img", { name: /Best accuracy so far of 1 study: down/ })).toBeVisible();
  await expect(page).toHaveURL(/objective=minimize%20accuracy/);
});

test("addresses that name too few, unknown or too many studies are answered in words", async ({
  page,
  account,
  signIn,
}) => {
  const study = await startStudy(account, `lonely ${randomUUID()}`);
  const other = await startStudy(account, `empty ${randomUUID()}`);
  const unknown = `std_${randomUUID().replaceAll("-", "")}`;
  await signIn();
  const open = (studies: string) => page.goto(study.path.replace(study.id, `compare?studies=${studies}`));
  for (const [studies, said] of [
    ["", "names no study"],
    [study.id, "names only one study"],
    [`${study.id},${study.id}`, "names one study more than once"],
    [`${study.id},${unknown}`, "1 other is not in this project, or gone"],
    [`nonsense,<b>,${study.id}`, "2 others are not in this project, or gone"],
  ] as const) {
    await open(studies);
    await expect(page.getByRole("heading", { name: "Choose two studies or more" })).toBeVisible();
    await expect(page.getByText(said)).toBeVisible();
  }
  await open(`${study.id},${other.id},${unknown}`);
  await expect(page.getByText("1 study of this address cannot be shown")).toBeVisible();
  await expect(page.getByText("No trial of these studies has completed")).toBeVisible();
});

test("the comparison has no accessibility fault, and is no wider than a phone", async ({ page, account, signIn }) => {
  test.slow();
  const study = await startStudy(account, `a rather long name of a study on a small screen ${randomUUID()}`);
  const other = await startStudy(account, `another ${randomUUID()}`, WIDER);
  await tellAll(study, [0.5, 0.6]);
  await tellAll(other, [0.4]);
  await signIn({ to: compareLink(study, other) });
  await expect(card(page, "Best so far")).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include("main").analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
