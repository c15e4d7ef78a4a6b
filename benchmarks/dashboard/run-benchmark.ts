import { once } from "node:events";
import { appendFile, mkdir } from "node:fs/promises";
import type { Browser } from "@playwright/test";
import { type DashboardServer, startDashboardServer } from "./dashboard-server";
import { launchBrowser, measurePaint, type Paint, type StorageState } from "./measure-paint";
import { type Figure, report } from "./report";

const PAGE_LOADS = 9;
const FILTER_CALLS = 15;
const RESULTS_FILE = ".build/bench-dashboard.jsonl";

/** What people ask of a large study: by parameters, values, states, conditions that hold for few and for many trials. */
const FILTERS = {
  "all, newest first": { filter: "", sort: "-number" },
  "all, by value": { filter: "", sort: "-values.accuracy" },
  "a range of a parameter": { filter: "params.learning_rate > 0.001 and params.learning_rate < 0.01", sort: "-number" },
  "good values, by value": { filter: "state = completed and values.accuracy > 0.95", sort: "-values.accuracy" },
  "a condition and a choice": {
    filter: 'params.optimizer = "sgd" and params.momentum >= 0.5 or params.augment = false',
    sort: "params.layers",
  },
  "by worker and duration": { filter: "worker = gpu-7 and duration > 120", sort: "-duration" },
  nothing: { filter: "values.accuracy > 2", sort: "-number" },
};

/** The study page, its filter and the list with one large study, on a server and a database of their own. */
export async function runBenchmark(trials: number): Promise<void> {
  console.log("Starting a server and a database of its own …");
  const server = await startDashboardServer();
  const interrupted = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]).then(() => {
    throw new Error("Interrupted.");
  });
  try {
    const figures = await Promise.race([measureAll(server, trials), interrupted]);
    const { text, line } = report(figures, trials);
    console.log(text);
    await mkdir(".build", { recursive: true });
    await appendFile(RESULTS_FILE, `${JSON.stringify(line)}\n`);
    console.log(`Appended to ${RESULTS_FILE}.`);
  } finally {
    interrupted.catch(() => undefined);
    await server.stop();
  }
}

async function measureAll(server: DashboardServer, trials: number): Promise<readonly Figure[]> {
  console.log(`Seeding a study of ${trials.toLocaleString("en")} trials …`);
  const study = await server.seed("seeded", trials);
  for (let other = 1; other <= 30; other += 1) await server.seed(`another ${other}`, 20);
  const browser = await launchBrowser();
  try {
    const storageState = await signIn(browser, server);
    return [
      ...(await measurePages({ browser, storageState, server, study })),
      ...(await measureFilters({ storageState, server, study })),
    ];
  } finally {
    await browser.close();
  }
}

async function signIn(browser: Browser, { url, account }: DashboardServer): Promise<StorageState> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("E-mail").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`**/${account.workspace}`);
  const state = await context.storageState();
  await context.close();
  return state;
}

interface Measured {
  readonly storageState: StorageState;
  readonly server: DashboardServer;
  readonly study: string;
}

async function measurePages({ browser, storageState, server, study }: Measured & { readonly browser: Browser }) {
  const { url, account } = server;
  const project = `${url}/${account.workspace}/${account.project_id}`;
  const pages = {
    "study page": {
      url: `${project}/${study}`,
      complete: "[data-testid=trials-table] tbody tr[data-trial-number] td:nth-child(3)[title]",
    },
    "study list": { url: project, complete: "tbody tr th a" },
  };
  const figures: Figure[] = [];
  for (const [name, page] of Object.entries(pages)) {
    console.log(`Loading the ${name} …`);
    await measurePaint({ browser, storageState, ...page }); // compiles the page and PostgreSQL's plans
    const paints: Paint[] = [];
    for (let load = 0; load < PAGE_LOADS; load += 1)
      paints.push(await measurePaint({ browser, storageState, ...page }));
    figures.push({ name: `${name}, first paint`, ms: paints.map(({ firstPaintMs }) => firstPaintMs), goalMs: 1000 });
    figures.push({ name: `${name}, complete`, ms: paints.map(({ completeMs }) => completeMs) });
    figures.push({ name: `${name}, longest task`, ms: paints.map(({ longestTaskMs }) => longestTaskMs) });
  }
  return figures;
}

/** The server's time for a filter: a call of what the page calls, over loopback, without a browser. */
async function measureFilters({ storageState, server, study }: Measured): Promise<readonly Figure[]> {
  const { url, account } = server;
  const cookies = typeof storageState === "object" ? storageState.cookies : [];
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  console.log("Filtering …");
  const figures: Figure[] = [];
  for (const [name, order] of Object.entries(FILTERS)) {
    const input = encodeURIComponent(JSON.stringify({ study_id: study, ...order }));
    const call = async () => {
      const began = performance.now();
      const response = await fetch(`${url}/api/trpc/${account.workspace}/trial.match?input=${input}`, {
        headers: { cookie },
      });
      const body = await response.text();
      if (!response.ok) throw new Error(`${name}: ${response.status} ${body.slice(0, 300)}`);
      return performance.now() - began;
    };
    for (let warmUp = 0; warmUp < 3; warmUp += 1) await call();
    const ms: number[] = [];
    for (let count = 0; count < FILTER_CALLS; count += 1) ms.push(await call());
    figures.push({ name: `filter: ${name}`, ms, goalMs: 100 });
  }
  return figures;
}
