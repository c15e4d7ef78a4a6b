/** What a field for a number holds, as the study says it: a number, nothing, or (until it is one) the text itself. */
export function readNumber(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : text;
}

/** Whether further keys can make a number of it: `-`, `0.`, `1e` and `1e-` are numbers under way, `1,5` and `ten` are none. */
export function couldBecomeNumber(text: string): boolean {
  return /^[+-]?\d*\.?\d*(?:e[+-]?\d*)?$/i.test(text.trim());
}
