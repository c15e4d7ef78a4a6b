export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** `1 trial`, `12,345 trials`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}
