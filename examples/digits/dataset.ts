import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { Random } from "./random";

export const PIXELS = 64;
export const CLASSES = 10;
const PIXEL_MAX = 16;

/** Images as rows of PIXELS values in [0, 1], and the digit each one shows. */
export type Split = { readonly features: Float64Array; readonly labels: Uint8Array };

/** Train on `train`, choose hyperparameters by `validation`, and look at `test` once, at the very end. */
export type Dataset = { readonly train: Split; readonly validation: Split; readonly test: Split };

/** Reads the gzipped CSV (64 pixels and a label per line) and splits it 50 : 25 : 25. */
export async function loadDataset(path: string | URL): Promise<Dataset> {
  return splitDataset(parseDigits(gunzipSync(await readFile(path)).toString("utf8")));
}

/** Parses lines of 64 pixel values 0–16 and a digit; a line of another shape is an error that names it. */
export function parseDigits(csv: string): Split {
  const lines = csv.trim().split("\n");
  const features = new Float64Array(lines.length * PIXELS);
  const labels = new Uint8Array(lines.length);
  for (const [row, line] of lines.entries()) {
    const values = line.split(",").map(Number);
    const label = values[PIXELS];
    if (values.length !== PIXELS + 1 || label === undefined || !(label >= 0 && label < CLASSES)) {
      throw new Error(`Line ${row + 1} of the digits is not ${PIXELS} pixels and a digit.`);
    }
    labels[row] = label;
    for (let pixel = 0; pixel < PIXELS; pixel++) features[row * PIXELS + pixel] = (values[pixel] ?? 0) / PIXEL_MAX;
  }
  return { features, labels };
}

/** Stratified: each digit is shuffled and dealt out on its own, so every split has the same mix of digits. */
export function splitDataset(all: Split, seed = 1998): Dataset {
  const random = new Random(seed);
  const rows = { train: [] as number[], validation: [] as number[], test: [] as number[] };
  for (let digit = 0; digit < CLASSES; digit++) {
    const members = Uint32Array.from(all.labels.keys()).filter((row) => all.labels[row] === digit);
    random.shuffle(members);
    const half = Math.round(members.length / 2);
    const threeQuarters = Math.round((members.length * 3) / 4);
    rows.train.push(...members.subarray(0, half));
    rows.validation.push(...members.subarray(half, threeQuarters));
    rows.test.push(...members.subarray(threeQuarters));
  }
  return { train: take(all, rows.train), validation: take(all, rows.validation), test: take(all, rows.test) };
}

function take(all: Split, rows: readonly number[]): Split {
  const features = new Float64Array(rows.length * PIXELS);
  for (const [position, row] of rows.entries()) {
    features.set(all.features.subarray(row * PIXELS, (row + 1) * PIXELS), position * PIXELS);
  }
  return { features, labels: Uint8Array.from(rows, (row) => all.labels[row] ?? 0) };
}
