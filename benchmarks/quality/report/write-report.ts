/** The comparison in words and numbers, as Markdown. */
import { CURVE_POINTS } from "../play/play-study";
import type { Entrant, ProblemResult } from "../score/collect";
import { type Comparison, compare, meanRanks, meanRegret, score } from "../score/compare";
import { holm } from "../score/wilcoxon";
import { table } from "./markdown";

export interface ReportRequest {
  readonly title: string;
  /** What was played and how it is scored. */
  readonly measure: string;
  readonly entrants: readonly Entrant[];
  readonly results: readonly ProblemResult[];
  readonly families: readonly string[];
  /** Numbers of trials that are reported on, ascending. */
  readonly budgets: readonly number[];
  /** Said at the end. */
  readonly remarks: readonly string[];
}

export function writeReport(request: ReportRequest): string {
  const { title, measure, budgets, remarks } = request;
  return [
    `# ${title}`,
    measure,
    ...budgets.flatMap((budget) => scoreTable(request, budget)),
    ...budgets.flatMap((budget) => comparisonTable(request, budget)),
    ...budgets.slice(-1).flatMap((budget) => problemTable(request, budget)),
    ...remarks,
  ].join("\n\n");
}

const placeOf = (budget: number): number => CURVE_POINTS.indexOf(budget);

function scoreTable({ entrants, results, families }: ReportRequest, budget: number): string[] {
  const place = placeOf(budget);
  const names = entrants.map(({ name }) => name).filter((name) => results.some(({ regrets }) => regrets.has(name)));
  const ranks = meanRanks(results, names, place);
  const rows = names.map((name, index) => {
    const all = score(results, name, place);
    const byFamily = families.map((family) => {
      const own = score(
        results.filter((result) => result.family === family),
        name,
        place,
      );
      return own.problems > 0 ? own.score.toFixed(1) : "–";
    });
    const rank = Number.isNaN(ranks[index]) ? "–" : ranks[index].toFixed(2);
    return [name, all.score.toFixed(1), ...byFamily, rank, all.problems, seedsOf(results, name)];
  });
  return [`## After ${budget} trials`, table(["sampler", "all", ...families, "mean rank", "problems", "seeds"], rows)];
}

/** Least and most seeds over the problems. */
function seedsOf(results: readonly ProblemResult[], name: string): string {
  const counts = results.flatMap(({ regrets }) => regrets.get(name)?.size ?? []);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? String(least) : `${least}–${most}`;
}

function comparisonTable({ entrants, results }: ReportRequest, budget: number): string[] {
  const rivals = entrants.filter(({ ours }) => !ours);
  const rows = entrants
    .filter(({ ours }) => ours)
    .flatMap(({ name: one }) => {
      const pairs = rivals.map(({ name: other }) => compare(results, { one, other }, placeOf(budget)));
      const fair = pairs.filter(({ problems }) => problems > 0);
      const adjusted = holm(fair.map(({ probability }) => probability));
      return fair.map((comparison, index) => comparisonRow(comparison, adjusted[index]));
    });
  const head = ["ours", "rival", "problems", "better", "tie", "worse", "difference", "95 %", "p (Holm)"];
  return rows.length > 0 ? [`## Against rivals after ${budget} trials`, table(head, rows)] : [];
}

function comparisonRow({ one, other, problems, wins, ties, losses, difference }: Comparison, p: number) {
  const interval = `${signed(difference.low)} to ${signed(difference.high)}`;
  return [
    one,
    other,
    problems,
    wins,
    ties,
    losses,
    signed(difference.mean),
    interval,
    p < 0.001 ? "< .001" : p.toFixed(3),
  ];
}

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;

/** Mean regret of every player on every problem, in percent; the best is set in bold, ours in italics where every rival is better. */
function problemTable({ entrants, results }: ReportRequest, budget: number): string[] {
  const place = placeOf(budget);
  const rows = results.map((result) => {
    const regrets = entrants.map(({ name }) => meanRegret(result, name, place));
    const best = Math.min(...regrets.flatMap((regret) => regret ?? []));
    const rivals = regrets.flatMap((regret, index) => (entrants[index].ours || regret === null ? [] : [regret]));
    const cells = regrets.map((regret, index) => {
      if (regret === null) return "–";
      const text = (100 * regret).toFixed(2);
      if (regret === best) return `**${text}**`;
      return entrants[index].ours && rivals.length > 0 && regret > Math.max(...rivals) ? `_${text}_` : text;
    });
    return [result.problem, ...cells];
  });
  const legend = "Mean regret in percent. Bold: the best; italics: one of ours behind every rival.";
  return [
    `## By problem after ${budget} trials`,
    legend,
    table(["problem", ...entrants.map(({ name }) => name)], rows),
  ];
}
