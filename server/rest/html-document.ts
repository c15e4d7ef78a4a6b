const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** One style for the reference and the error pages; its hash is in their content policy. */
export const documentStyle = `
:root{color-scheme:light dark;--ink:#14191b;--soft:#4c585d;--line:#e3e7e7;--paper:#fff;--panel:#f1f3f3;--link:#08614f;
--get:#08614f;--post:#2459a9;--patch:#8a5200;--delete:#b42318}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecee;--soft:#a7b1b7;--line:#242a2f;--paper:#0d1012;--panel:#1b2024;--link:#6fe0ca;
--get:#6fe0ca;--post:#8db7f8;--patch:#e3b341;--delete:#ff8f85}}
*{box-sizing:border-box}html{scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.6 Inter,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
a{color:var(--link);text-decoration:none}a:hover,a:focus-visible{text-decoration:underline}
code,pre{font:13.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
code{background:var(--panel);border-radius:4px;padding:.1em .35em;overflow-wrap:anywhere}td code{overflow-wrap:break-word}td:last-child,td:last-child code{overflow-wrap:anywhere}
pre{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:.9rem 1rem;overflow-x:auto}pre code{padding:0;background:none;overflow-wrap:normal}
main{max-width:52rem;padding:2rem 1.5rem 6rem;margin:0 auto;min-width:0}
.frame{display:grid;grid-template-columns:17rem minmax(0,1fr);max-width:78rem;margin:0 auto}
nav{position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto;padding:2rem 1rem 2rem 1.5rem;border-right:1px solid var(--line);font-size:.9rem}
nav ul{list-style:none;margin:.2rem 0 1.2rem;padding:0}nav li{padding:.12rem 0}nav strong{text-transform:capitalize}
h1{line-height:1.2;font-size:2rem;margin:.2rem 0 1rem}h2{margin:3rem 0 .5rem;padding-top:1rem;border-top:1px solid var(--line);text-transform:capitalize}
h3{margin:2.6rem 0 .3rem;font-size:1.1rem}h4{margin:1.2rem 0 .3rem;font-size:.9rem;color:var(--soft)}
table{border-collapse:collapse;width:100%;font-size:.92rem}td,th{border-bottom:1px solid var(--line);padding:.4rem .6rem .4rem 0;text-align:left;vertical-align:top}
@media (min-width:57rem){td:first-child code{white-space:nowrap}}
@media (max-width:40rem){tr:has(:nth-child(3))>*{display:block;border:0;padding:.1rem 0}tr:has(td:nth-child(3)){display:block;border-bottom:1px solid var(--line);padding:.5rem 0}th{display:none!important}}
th{color:var(--soft);font-weight:600}.soft{color:var(--soft)}
.home{display:block;margin:0 0 1.2rem;color:var(--ink);font-weight:700;font-size:1.05rem}
.method{font:700 .75rem ui-monospace,Menlo,monospace;letter-spacing:.03em}
.get{color:var(--get)}.post{color:var(--post)}.patch{color:var(--patch)}.delete{color:var(--delete)}
@media (max-width:56rem){.frame{display:block}nav{position:static;max-height:none;border-right:0;border-bottom:1px solid var(--line)}}
`;

interface HtmlDocument {
  readonly title: string;
  /** Markup, already escaped. */
  readonly body: string;
}

export function htmlDocument({ title, body }: HtmlDocument): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Tellus API</title><style>${documentStyle}</style></head>
<body>${body}</body></html>
`;
}
