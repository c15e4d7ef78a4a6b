/** All of several filters; empty ones say nothing. */
export function combineFilters(...filters: readonly string[]): string {
  const said = filters.filter((filter) => filter.trim() !== "");
  const [only] = said;
  return said.length === 1 && only !== undefined ? only : said.map((filter) => `(${filter})`).join(" and ");
}
