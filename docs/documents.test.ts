import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { errorCatalog } from "@/lib/contract/errors";
import { eventTypes } from "@/lib/contract/event";
import { catalog } from "@/lib/engine/sampler/catalog";
import { schedulerCatalog } from "@/lib/engine/scheduler/catalog";

const root = path.resolve(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

const pages = [
  "README.md",
  "CHANGELOG.md",
  ...readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => path.posix.join("docs", file.split(path.sep).join("/"))),
];

/** Names in the first column of every table, in backquotes. */
const firstColumn = (text: string): string[] => [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name ?? "");

describe("the documents", () => {
  test.each(pages)("%s links to files that exist", (page) => {
    const targets = [...read(page).matchAll(/\]\((?!https?:|#|\/)([^)#\s]+)(?:#[^)]*)?\)/g)].map(
      ([, target]) => target ?? "",
    );
    // Pages of errors are served as /docs/errors/<code> and link to each other by code.
    const ending = page.startsWith("docs/errors/") ? ".md" : "";
    const leadsNowhere = (target: string): boolean =>
      [target, target + ending].every((file) => !existsSync(path.join(root, path.dirname(page), file)));
    const missing = targets.filter(leadsNowhere);
    expect(missing).toEqual([]);
  });

  test.each([
    { noun: "samplers", entries: catalog },
    { noun: "schedulers", entries: schedulerCatalog },
  ])(
    "describe all $noun of the catalogue on a page, with each of its options in a row, and no other",
    ({ noun, entries }) => {
      const text = read(`docs/${noun}/README.md`);
      expect(firstColumn(text).toSorted()).toEqual(entries.map(({ id }) => id).toSorted());
      for (const { id, options } of entries) {
        expect(existsSync(path.join(root, `docs/${noun}/${id}.md`))).toBe(true);
        const row = text.split("\n").find((line) => line.startsWith(`| \`${id}\` |`));
        const names = options instanceof z.ZodObject ? Object.keys(options.shape) : [];
        expect(names.filter((name) => !row?.includes(`\`${name}\``))).toEqual([]);
      }
    },
  );

  test("list every type of event, and no other", () => {
    expect(firstColumn(read("docs/guide/events.md"))).toEqual(eventTypes);
  });

  test("say what each dependency is for, and of no other", () => {
    const manifest = z
      .object({ dependencies: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read("package.json")));
    const wanted = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)];
    expect(firstColumn(read("docs/architecture/dependencies.md")).toSorted()).toEqual(wanted.toSorted());
  });

  test("name every setting that server/env.ts reads", () => {
    const sources = ["server/env.ts", "server/artifact-settings.ts"].map(read).join("\n");
    const settings = [...sources.matchAll(/^ {2}([A-Z][A-Z\d_]+): z\b/gm)].map(([, name]) => name);
    expect(settings.length).toBeGreaterThan(5);
    expect(firstColumn(read("docs/operations/README.md"))).toEqual(expect.arrayContaining(settings));
  });

  test("have a page for each error code", () => {
    const missing = Object.keys(errorCatalog).filter((code) => !existsSync(path.join(root, `docs/errors/${code}.md`)));
    expect(missing).toEqual([]);
  });
});
