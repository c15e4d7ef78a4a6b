import { type Browser, type BrowserContextOptions, chromium } from "@playwright/test";

export interface Paint {
  /** When the browser first drew something of the page, from the click on: the first contentful paint. */
  readonly firstPaintMs: number;
  /** When what the page is about was there: the table has rows, the plot is drawn. */
  readonly completeMs: number;
  readonly longestTaskMs: number;
}

export type StorageState = BrowserContextOptions["storageState"];

/** A browser without calls to its maker and without a GPU, as in the browser tests. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.PLAYWRIGHT_CHROMIUM;
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });
}

interface Visit {
  readonly browser: Browser;
  readonly storageState: StorageState;
  readonly url: string;
  /** Is there once the page is complete. */
  readonly complete: string;
}

/** Opens the page in a browser context that has nothing in its cache. */
export async function measurePaint({ browser, storageState, url, complete }: Visit): Promise<Paint> {
  const context = await browser.newContext({ storageState, viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(() => {
      const seen = { longest: 0 };
      Object.assign(globalThis, { benchmark: seen });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
      }).observe({ type: "longtask", buffered: true });
    });
    await page.goto(url, { waitUntil: "commit" });
    await page.waitForFunction((selector) => document.querySelector(selector) !== null, complete, { polling: "raf" });
    const completeMs = await page.evaluate(() => performance.now());
    // What is in the document is drawn with the next frame.
    await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
    return await page.evaluate((completeMs) => {
      const paint = performance.getEntriesByName("first-contentful-paint")[0];
      const { benchmark } = globalThis as unknown as { benchmark: { longest: number } }; // put there above
      return { firstPaintMs: paint?.startTime ?? Number.NaN, completeMs, longestTaskMs: benchmark.longest };
    }, completeMs);
  } finally {
    await context.close();
  }
}
