/** Sets of trial numbers as short texts: `0-9,12`. */

export function toRanges(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((one, other) => one - other);
  const parts: { first: number; last: number }[] = [];
  for (const number of sorted) {
    const open = parts.at(-1);
    if (open && number <= open.last + 1) open.last = number;
    else parts.push({ first: number, last: number });
  }
  return parts.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(",");
}

/** Whether a number is in the set; a text that is no such set holds none. */
export function inRanges(ranges: string): (number: number) => boolean {
  const parts = ranges.split(",").map((part) => part.split("-").map(Number));
  return (number) => parts.some(([first, last = first]) => number >= first && number <= last);
}
