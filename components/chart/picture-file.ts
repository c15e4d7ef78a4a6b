import type { PlotDrawing } from "./plot-drawing";

/** Twice the pixels: sharp in documents and on dense screens. */
const DENSITY = 2;
/** Browsers give up on larger canvases. */
const SIDE_MAX = 16_000;

export function svgFile({ svg }: PlotDrawing): Blob {
  return new Blob([svg], { type: "image/svg+xml" });
}

/** The same picture as pixels. */
export async function pngFile(drawing: PlotDrawing): Promise<Blob> {
  const url = URL.createObjectURL(svgFile(drawing));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const density = Math.min(DENSITY, SIDE_MAX / Math.max(drawing.width, drawing.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(drawing.width * density);
    canvas.height = Math.round(drawing.height * density);
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob === null ? reject(new Error("The picture could not be made.")) : resolve(blob)));
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
