/** The numbers from one to the other as they are listed, both with them; the last one alone where the first is not listed. */
export function numbersBetween(listed: readonly number[], from: number | null, to: number): readonly number[] {
  const ends = [from === null ? -1 : listed.indexOf(from), listed.indexOf(to)];
  const first = Math.min(...ends);
  return first < 0 ? [to] : listed.slice(first, Math.max(...ends) + 1);
}
