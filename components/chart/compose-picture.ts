import { DASHES, type LegendEntry } from "./chart-legend";
import type { PictureView, PlotDrawing } from "./plot-drawing";
import { svgNumber as n, svgText } from "./svg-text";

interface PictureParts {
  readonly title: string;
  /** Which study, and what else the page says around the plot. */
  readonly subject: string;
  readonly legend: readonly LegendEntry[];
  readonly remarks: readonly string[];
  readonly drawing: PlotDrawing;
}

const PAD = 20;
const LINE_PX = 18;
const MARK_PX = 18;

/** A picture that stands by itself: title, subject, plot, legend and what it leaves out, on a ground of its own. */
export function composePicture(parts: PictureParts, view: PictureView): PlotDrawing {
  const { title, subject, drawing } = parts;
  const { colors } = view;
  const width = drawing.width + 2 * PAD;
  const top = PAD + 18 + (subject === "" ? 0 : LINE_PX) + 8;
  const legend = placeLegend(parts, view);
  const below = top + drawing.height + 10;
  const height = below + legend.lines * LINE_PX + PAD - 6;
  const text = (content: string, at: { x: number; y: number; size: number; color: string; weight?: number }) =>
    `<text x="${n(at.x)}" y="${n(at.y)}" font-family="${svgText(view.fontFamily)}" font-size="${at.size}" font-weight="${at.weight ?? 400}" fill="${at.color}">${svgText(content)}</text>`;
  const marks = legend.items.map(({ entry, label, x, line }) => {
    const y = below + line * LINE_PX + 9;
    const words = text(label, { x: entry === null ? x : x + MARK_PX + 6, y: y + 4, size: 12, color: colors.inkSoft });
    return entry === null ? words : markSvg(entry, { x, y, color: colors[entry.color] }) + words;
  });
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}">`,
    `<title>${svgText(subject === "" ? title : `${title}: ${subject}`)}</title>`,
    `<rect width="100%" height="100%" fill="${colors.surface}"/>`,
    text(title, { x: PAD, y: PAD + 12, size: 16, color: colors.ink, weight: 600 }),
    subject === "" ? "" : text(subject, { x: PAD, y: PAD + 12 + LINE_PX, size: 12, color: colors.inkSoft }),
    drawing.svg.replace("<svg", `<svg x="${PAD}" y="${n(top)}"`),
    ...marks,
    "</svg>",
  ].join("");
  return { svg, width, height };
}

interface PlacedItem {
  readonly entry: LegendEntry | null;
  readonly label: string;
  readonly x: number;
  readonly line: number;
}

/** Entries side by side, as many lines as they need. */
function placeLegend({ legend, remarks, drawing }: PictureParts, { measure, fontFamily }: PictureView) {
  const all = [
    ...legend.map((entry) => ({ entry, label: entry.label })),
    ...remarks.map((label) => ({ entry: null, label })),
  ];
  const items: PlacedItem[] = [];
  let [x, line] = [PAD, 0];
  for (const { entry, label } of all) {
    const room = measure(label, `12px ${fontFamily}`) + (entry === null ? 0 : MARK_PX + 6);
    if (x > PAD && x + room > PAD + drawing.width) {
      x = PAD;
      line += 1;
    }
    items.push({ entry, label, x, line });
    x += room + 18;
  }
  return { items, lines: items.length === 0 ? 0 : line + 1 };
}

function markSvg({ mark }: LegendEntry, { x, y, color }: { x: number; y: number; color: string }): string {
  const center = x + MARK_PX / 2;
  switch (mark) {
    case "dot":
      return `<circle cx="${n(center)}" cy="${n(y)}" r="4" fill="${color}"/>`;
    case "ring":
      return `<circle cx="${n(center)}" cy="${n(y)}" r="3.5" fill="none" stroke="${color}" stroke-width="1.75"/>`;
    case "square":
      return `<rect x="${n(center - 4)}" y="${n(y - 4)}" width="8" height="8" fill="${color}"/>`;
    case "diamond":
      return `<path d="M${n(center)} ${n(y - 5)}l5 5l-5 5l-5 -5z" fill="${color}"/>`;
    case "cross":
      return `<path d="M${n(center - 3)} ${n(y - 3)}l6 6m0 -6l-6 6" stroke="${color}" stroke-width="1.75"/>`;
    case "line":
    case "dashed":
    case "dotted": {
      const dash = DASHES[mark] === undefined ? "" : ` stroke-dasharray="${DASHES[mark]}"`;
      return `<path d="M${n(x)} ${n(y)}h${MARK_PX}" stroke="${color}" stroke-width="2.25"${dash}/>`;
    }
    default:
      return mark satisfies never;
  }
}
