import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SvgPen } from "./svg-pen";
import { svgText } from "./svg-text";

const newPen = () => new SvgPen({ measure: (text) => text.length * 6 });

describe("a drawing as SVG", () => {
  it("has a path per stroke, with its look as attributes", () => {
    const pen = newPen();
    pen.strokeStyle = "rgb(1, 2, 3)";
    pen.globalAlpha = 0.5;
    pen.beginPath();
    pen.moveTo(0, 0.001);
    pen.lineTo(10.126, 5);
    pen.stroke();
    expect(pen.toString()).toBe(
      '<path d="M0 0L10.13 5" fill="none" stroke="rgb(1, 2, 3)" stroke-width="1" stroke-linejoin="miter" opacity="0.5"/>',
    );
  });

  it("places texts as a canvas does", () => {
    const pen = newPen();
    pen.font = "600 20px Inter, sans-serif";
    pen.textAlign = "right";
    pen.textBaseline = "middle";
    pen.fillText("1 < 2", 100, 50);
    expect(pen.toString()).toContain('x="100" y="57"');
    expect(pen.toString()).toContain('font-size="20" font-family="Inter, sans-serif" text-anchor="end"');
    expect(pen.toString()).toContain(">1 &lt; 2</text>");
  });

  it("forgets a path with the next one", () => {
    const pen = newPen();
    pen.beginPath();
    pen.arc(5, 5, 2);
    pen.fill();
    pen.beginPath();
    pen.fill();
    expect(pen.toString().match(/<circle/g)).toHaveLength(1);
    expect(pen.toString()).not.toContain("<path");
  });
});

describe("a text in SVG", () => {
  it("is never markup, and never what XML cannot hold (S13)", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const written = svgText(text);
        expect(written).not.toMatch(/[<>"']/);
        expect(written.replaceAll(/&(amp|lt|gt|quot|#39);/g, "")).not.toContain("&");
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
        expect(written).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
      }),
      { seed: 13 },
    );
    expect(svgText('\u0000<script>"\ud800')).toBe("\ufffd&lt;script&gt;&quot;\ufffd");
  });
});
