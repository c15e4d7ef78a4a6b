export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** `1 trial`, `12,345 trials`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** `3 trials` when these are all, else `3 of 12,345 trials`. */
export function countOfAll(count: number, total: number, ...noun: [one: string, many?: string]): string {
  return count >= total ? countOf(count, ...noun) : `${formatCount(count)} of ${countOf(total, ...noun)}`;
}
