import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { ReportLine } from "./report-line";

const RESULTS = "faults/results";
const PAGE = "docs/operations/figures.md";

/** Keeps the line as the newest of its figure and scale, and renews the page that shows them all. */
export async function recordFigure(checkout: string, line: ReportLine): Promise<void> {
  const folder = path.join(checkout, RESULTS);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, `${line.figure}-${line.scale}.json`), `${JSON.stringify(line, null, 2)}\n`);
  await writeFile(path.join(checkout, PAGE), figuresPage(await readResults(folder)));
}

async function readResults(folder: string): Promise<ReportLine[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  return Promise.all(
    names.map(async (name) => ReportLine.parse(JSON.parse(await readFile(path.join(folder, name), "utf8")))),
  );
}

const HEAD = `# Figures

What the fault suite reached, as \`npm run test:faults\` wrote it here; do not edit. What each figure does is in
[faults](../../faults/README.md). A *sample* is the short form that runs within \`npm test\`; it shows that a promise can be
kept, not that it is kept as often as the target says.
`;

export function figuresPage(lines: readonly ReportLine[]): string {
  const sorted = lines.toSorted(
    (left, right) => numberOf(left) - numberOf(right) || (left.scale < right.scale ? -1 : 1),
  );
  return `${[HEAD, ...sorted.map(section)].join("\n").trimEnd()}\n`;
}

const numberOf = ({ figure }: ReportLine): number => Number(figure.slice(1));

function section(line: ReportLine): string {
  const { figure, scale, title, passed, target, reached, seconds, at, commit, machine, seed, faults } = line;
  const counts = Object.entries(line.counts).map(([name, number]) => `${name} ${number.toLocaleString("en-US")}`);
  const rows = [
    ["target", target],
    [scale === "full" ? "reached" : "reached, sample", reached],
    ["counts", counts.join(", ")],
    ["run", `${at.slice(0, 10)}, commit ${commit ?? "unknown"}, ${Math.round(seconds)} s, seed ${seed}`],
    [
      "machine",
      `${machine.cores} × ${machine.cpu}, ${machine.memory_gib} GiB, Node ${machine.node}, PostgreSQL ${machine.postgres}, load ${machine.load_1_minute}`,
    ],
    ...faults.map((fault) => ["fault", fault]),
  ];
  return [
    `## ${figure}: ${title}`,
    "",
    `**${passed ? "Reached" : "Missed"}**${scale === "sample" ? " (sample only)" : ""}`,
    "",
    "| | |",
    "| --- | --- |",
    ...rows.map(([name, text]) => `| ${name} | ${(text ?? "").replaceAll("|", "\\|").replaceAll("\n", " ")} |`),
    "",
  ].join("\n");
}
