import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

type Rgb = readonly [red: number, green: number, blue: number];
type Matrix = readonly [Rgb, Rgb, Rgb];

/** Machado, Oliveira and Fernandes 2009, table 1, severity 1.0, on linear light. */
const visions: Readonly<Record<string, Matrix>> = {
  "full vision": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const css = readFileSync(path.resolve(import.meta.dirname, "../../app/globals.css"), "utf8");
const themes = ["light", "dark"] as const;

/** A token's two colors, light and dark, in linear light. */
function token(name: string): readonly [light: Rgb, dark: Rgb] {
  const match = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  if (match?.[1] === undefined || match[2] === undefined) throw new Error(`no token ${name}`);
  return [linear(match[1]), linear(match[2])];
}

function linear(hex: string): Rgb {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return [red ?? 0, green ?? 0, blue ?? 0];
}

const apply = (matrix: Matrix, [r, g, b]: Rgb): Rgb => {
  const [x, y, z] = matrix.map(([a, c, d]) => Math.min(1, Math.max(0, a * r + c * g + d * b)));
  return [x ?? 0, y ?? 0, z ?? 0];
};

/** Ottosson 2020: near-uniform, so a distance means about the same everywhere. */
function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

const distance = (a: Rgb, b: Rgb) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
function contrast(a: Rgb, b: Rgb): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const series = Array.from({ length: 8 }, (_, index) => token(`series-${index + 1}`));
const surface = token("surface");

describe.each(themes)("the palette of series, %s", (theme) => {
  const of = ([light, dark]: readonly [Rgb, Rgb]) => (theme === "light" ? light : dark);

  it("has 3:1 against the surface (WCAG 1.4.11)", () => {
    for (const color of series) expect(contrast(of(color), of(surface))).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.keys(visions))("keeps every two apart under %s", (vision) => {
    const matrix = visions[vision];
    if (matrix === undefined) throw new Error(vision);
    const seen = series.map((color) => oklab(apply(matrix, of(color))));
    const distances = seen.flatMap((a, index) => seen.slice(0, index).map((b) => distance(a, b)));
    expect(Math.min(...distances)).toBeGreaterThan(0.085);
  });

  it.each(Object.keys(visions))("orders the sequential stops by lightness under %s", (vision) => {
    const matrix = visions[vision];
    if (matrix === undefined) throw new Error(vision);
    const stops = ["low", "middle", "high"].map((stop) => oklab(apply(matrix, of(token(`sequential-${stop}`))))[0]);
    const steps = stops.slice(1).map((lightness, index) => lightness - (stops[index] ?? 0));
    const away = theme === "light" ? -1 : 1; // the best is farthest from the surface
    for (const step of steps) expect(step * away).toBeGreaterThan(0.1);
  });
});
