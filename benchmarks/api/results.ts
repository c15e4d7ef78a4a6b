import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { RunDescription } from "./describe-run";
import { parts } from "./parts";

const FOLDER = "benchmarks/api/results";
const PAGE = "benchmarks/api/README.md";
export const RESULTS_BEGIN = "<!-- results: written by npm run bench:api -->";
export const RESULTS_END = "<!-- end of results -->";

const StoredResult = z.object({
  part: z.string(),
  title: z.string(),
  how: z.string(),
  short: z.boolean(),
  seconds: z.number(),
  ...RunDescription.shape,
  columns: z.array(z.string()).readonly(),
  rows: z.array(z.array(z.union([z.string(), z.number()])).readonly()).readonly(),
  goals: z
    .array(z.object({ what: z.string(), wanted: z.string(), found: z.string(), reached: z.boolean() }))
    .readonly(),
  notes: z.array(z.string()).readonly().optional(),
});
export type StoredResult = z.infer<typeof StoredResult>;

/** Keeps the result as the newest of its part, and renews the page that shows them all. */
export async function recordResult(result: StoredResult): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await writeFile(path.join(FOLDER, `${result.part}.json`), `${JSON.stringify(result, null, 2)}\n`);
  await writeFile(PAGE, withResults(await readFile(PAGE, "utf8"), await readResults()));
}

/** The page with these results in the place of those before. */
export function withResults(page: string, results: readonly StoredResult[]): string {
  const [begin, end] = [page.indexOf(RESULTS_BEGIN), page.indexOf(RESULTS_END)];
  if (begin < 0 || end < begin) throw new Error(`${PAGE} has no place for results: ${RESULTS_BEGIN} … ${RESULTS_END}`);
  const sections = results.map(sectionOf).join("\n");
  return `${page.slice(0, begin)}${RESULTS_BEGIN}\n\n${sections}\n${page.slice(end)}`;
}

/** In the order of the parts. */
async function readResults(): Promise<StoredResult[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith(".json"));
  const results = await Promise.all(
    names.map(async (name) => StoredResult.parse(JSON.parse(await readFile(path.join(FOLDER, name), "utf8")))),
  );
  const place = ({ part }: StoredResult): number => parts.findIndex(({ name }) => name === part);
  return results.sort((left, right) => place(left) - place(right));
}

function sectionOf(result: StoredResult): string {
  const { title, how, columns, rows, goals, notes = [] } = result;
  return [
    `### ${title}`,
    "",
    how,
    "",
    ...table(columns, rows),
    "",
    ...table(
      ["goal", "wanted", "found", ""],
      goals.map(({ what, wanted, found, reached }) => [what, wanted, found, reached ? "reached" : "**missed**"]),
    ),
    "",
    ...notes.flatMap((note) => [note, ""]),
    `${machineOf(result)}.`,
    "",
  ].join("\n");
}

function table(columns: readonly string[], rows: StoredResult["rows"]): string[] {
  const line = (cells: readonly (string | number)[]) => `| ${cells.map(String).join(" | ")} |`;
  const sides = columns.map((_, column) => (rows.every((row) => typeof row[column] === "number") ? "---:" : "---"));
  return [line(columns), line(sides), ...rows.map(line)];
}

function machineOf({ at, commit, seconds, machine }: StoredResult): string {
  const { cores, cpu, memory_gib, node, postgres, load_5_minutes } = machine;
  return `${at.slice(0, 10)}, commit ${commit ?? "unknown"}, ${seconds} s: ${cores} × ${cpu}, ${memory_gib} GiB, Node ${node}, PostgreSQL ${postgres}, load of the last 5 minutes ${load_5_minutes}`;
}

/** For the terminal. */
export function textOf(result: StoredResult): string {
  const { columns, rows, goals, notes = [] } = result;
  const lines = [columns, ...rows.map((row) => row.map(String))];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return [
    ...lines.map((line) => `  ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd()),
    ...goals.map(
      ({ what, wanted, found, reached }) => `  ${reached ? "reached" : "MISSED "} ${what}: ${found} (${wanted})`,
    ),
    ...notes.map((note) => `  ${note}`),
    `  ${machineOf(result)}`,
  ].join("\n");
}
