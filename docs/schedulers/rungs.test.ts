/** The picture of rungs and brackets is drawn from the plan itself: `npm run docs:schedulers` writes it. */
import { expect, test } from "vitest";
import { hyperbandRound } from "@/lib/engine/scheduler/hyperband/brackets";

const WIDTH = 860;
const ROW = 34;
const LEFT = 88;
const LEVELS = [1, 3, 9, 27, 81];
const COLORS = ["#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#a463f2"];

test("the picture of Hyperband's brackets shows the plan that the scheduler follows", async () => {
  await expect(drawBrackets()).toMatchFileSnapshot("rungs.svg");
});

/** A bar for each rung, as high up as its resource and as wide as its trials (on a square-root scale, so that one is seen). */
function drawBrackets(): string {
  const round = hyperbandRound({ min: 1, max: 81, eta: 3, rounding: "ceil" });
  const column = (WIDTH - LEFT) / round.length;
  const bars = round.flatMap((plan, bracket) =>
    plan.map(({ resource, size }) => {
      const width = (column - 26) * Math.sqrt(size / 81);
      const [left, top] = [LEFT + bracket * column, yOf(resource)];
      const bar = `<rect x="${round1(left)}" y="${top}" width="${round1(width)}" height="20" rx="3" fill="${COLORS[bracket]}"/>`;
      return `${bar}<text x="${round1(left + width + 5)}" y="${top + 14}">${size}</text>`;
    }),
  );
  const rows = LEVELS.map(
    (resource) => `<text x="${LEFT - 14}" y="${yOf(resource) + 14}" text-anchor="end">${resource}</text>`,
  );
  const heads = round.map(
    (_, bracket) => `<text x="${round1(LEFT + bracket * column)}" y="24">bracket ${bracket}</text>`,
  );
  const height = 52 + LEVELS.length * ROW;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="sans-serif" font-size="13" fill="#6b7280">
<title>Hyperband with a largest resource of 81 and eta 3: rungs from below, each with the number of its trials</title>
<text x="12" y="24">resource</text>
${[...heads, ...rows, ...bars].join("\n")}
</svg>
`;
}

function yOf(resource: number): number {
  return 40 + (LEVELS.length - 1 - LEVELS.indexOf(resource)) * ROW;
}

function round1(value: number): number {
  return Math.round(10 * value) / 10;
}
