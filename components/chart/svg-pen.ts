import type { Pen } from "./pen";
import { svgNumber as n, svgText } from "./svg-text";

interface SvgPenOptions {
  /** Width of a text in a font, as the browser measures it. */
  readonly measure: (text: string, font: string) => number;
}

const ANCHORS: Partial<Readonly<Record<CanvasTextAlign, string>>> = { center: "middle", right: "end", end: "end" };
/** Where the line of a text's feet is, in heights of the font, for each way of placing it on a canvas. */
const BASELINES: Partial<Readonly<Record<CanvasTextBaseline, number>>> = { middle: 0.35, top: 0.8, hanging: 0.8 };

/** Writes what is drawn as SVG elements. Only attributes, no styles: content security policies and all viewers take them. */
export class SvgPen implements Pen {
  lineWidth = 1;
  globalAlpha = 1;
  lineJoin: CanvasLineJoin = "miter";
  strokeStyle: Pen["strokeStyle"] = "#000";
  fillStyle: Pen["fillStyle"] = "#000";
  font = "10px sans-serif";
  textAlign: CanvasTextAlign = "start";
  textBaseline: CanvasTextBaseline = "alphabetic";
  readonly #measure: SvgPenOptions["measure"];
  readonly #elements: string[] = [];
  #path = "";
  #circle: string | null = null;

  constructor({ measure }: SvgPenOptions) {
    this.#measure = measure;
  }

  /** The elements drawn so far, without a root. */
  toString(): string {
    return this.#elements.join("");
  }

  beginPath(): void {
    this.#path = "";
    this.#circle = null;
  }

  moveTo(x: number, y: number): void {
    this.#path += `M${n(x)} ${n(y)}`;
  }

  lineTo(x: number, y: number): void {
    this.#path += `L${n(x)} ${n(y)}`;
  }

  arc(x: number, y: number, radius: number): void {
    this.#circle = `cx="${n(x)}" cy="${n(y)}" r="${n(radius)}"`;
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const box = `x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"`;
    this.#elements.push(`<rect ${box} ${this.#fillLook()}/>`);
  }

  stroke(): void {
    const look = `fill="none" stroke="${paint(this.strokeStyle)}" stroke-width="${n(this.lineWidth)}" stroke-linejoin="${this.lineJoin}"`;
    this.#draw(`${look}${this.#opacity()}`);
  }

  fill(): void {
    this.#draw(this.#fillLook());
  }

  fillText(text: string, x: number, y: number): void {
    const { size, family } = fontParts(this.font);
    const at = `x="${n(x)}" y="${n(y + size * (BASELINES[this.textBaseline] ?? 0))}"`;
    const font = `font-size="${n(size)}" font-family="${svgText(family)}" text-anchor="${ANCHORS[this.textAlign] ?? "start"}"`;
    this.#elements.push(`<text ${at} ${font} ${this.#fillLook()}>${svgText(text)}</text>`);
  }

  measureText(text: string): { readonly width: number } {
    return { width: this.#measure(text, this.font) };
  }

  #draw(look: string): void {
    if (this.#circle !== null) this.#elements.push(`<circle ${this.#circle} ${look}/>`);
    if (this.#path !== "") this.#elements.push(`<path d="${this.#path}" ${look}/>`);
  }

  #fillLook(): string {
    return `fill="${paint(this.fillStyle)}"${this.#opacity()}`;
  }

  #opacity(): string {
    return this.globalAlpha === 1 ? "" : ` opacity="${n(this.globalAlpha)}"`;
  }
}

function paint(style: Pen["strokeStyle"]): string {
  return typeof style === "string" ? svgText(style) : "none"; // our plots use plain colors only
}

function fontParts(font: string): { readonly size: number; readonly family: string } {
  const match = /^(?:.*\s)?(\d+(?:\.\d+)?)px\s+(.+)$/.exec(font);
  return { size: Number(match?.[1] ?? 10), family: match?.[2] ?? "sans-serif" };
}
