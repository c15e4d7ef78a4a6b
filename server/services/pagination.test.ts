import { expect, it } from "vitest";
import { readBounded, toPage } from "./pagination";

const MEGABYTE = 1024 * 1024;

/** All pages of a list of items of these lengths, and the most that was read at once. */
async function pagesOf(lengths: readonly number[], limit: number): Promise<{ pages: number[][]; readMax: number }> {
  const pages: number[][] = [];
  let readMax = 0;
  let from: number | undefined = 0;
  while (from !== undefined) {
    const start: number = from;
    const bounded = await readBounded({
      limit,
      read: async (after: number | undefined, take) => {
        readMax = Math.max(readMax, take);
        const first = after === undefined ? start : after + 1;
        return [...lengths.keys()].slice(first, first + take);
      },
      lengthOf: (index) => lengths[index] ?? 0,
    });
    const page = toPage({
      scope: { list: "test", workspaceId: "w" },
      ...bounded,
      position: String,
      map: (index) => index,
    });
    pages.push([...page.data]);
    from = page.next_cursor === null ? undefined : (page.data.at(-1) ?? Number.NaN) + 1;
  }
  return { pages, readMax };
}

it("small items fill the page that was asked for", async () => {
  const { pages } = await pagesOf(
    Array.from({ length: 450 }, () => 10),
    200,
  );
  expect(pages.map((page) => page.length)).toEqual([200, 200, 50]);
  expect((await pagesOf([1, 1], 2)).pages).toEqual([[0, 1]]);
  expect((await pagesOf([], 2)).pages).toEqual([[]]);
});

it("large items end a page early; every item comes once, in order, and few are in memory together", async () => {
  const lengths = Array.from({ length: 300 }, (_, index) => (index % 3 === 0 ? MEGABYTE : 5));
  const { pages, readMax } = await pagesOf(lengths, 1000);
  expect(pages.flat()).toEqual([...lengths.keys()]);
  for (const page of pages) {
    expect(page.reduce((sum, index) => sum + (lengths[index] ?? 0), 0)).toBeLessThan(18 * MEGABYTE);
  }
  expect(readMax).toBeLessThanOrEqual(100);
});

it("an item larger than a page is a page", async () => {
  expect((await pagesOf([40 * MEGABYTE, 40 * MEGABYTE], 10)).pages).toEqual([[0], [1]]);
});
