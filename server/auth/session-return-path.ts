const HERE = "http://here.invalid";

/** Where to go after signing in: a path of this site, whatever the address says; otherwise the front page. */
export function safeReturnPath(wanted: string | null | undefined): string {
  if (typeof wanted !== "string" || !wanted.startsWith("/") || wanted.length > 2000) return "/";
  // Browsers read `\` as `/` and drop tabs and newlines, which turns `/\evil` and `/<tab>/evil` into other hosts.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
  if (/[\\\u0000-\u001f\u007f]/.test(wanted)) return "/";
  if (!URL.canParse(wanted, HERE)) return "/";
  const url = new URL(wanted, HERE);
  if (url.origin !== HERE || url.pathname.startsWith("//")) return "/";
  const path = `${url.pathname}${url.search}`;
  return /^\/(sign-in|api)(\/|\?|$)/.test(path) ? "/" : path;
}
