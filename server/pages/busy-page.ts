interface BusyPage {
  readonly message: string;
  readonly retryAfterSeconds: number;
}

/** A page that needs nothing else of this server: it is shown when nothing else can be. It asks again by itself. */
export function busyPage({ message, retryAfterSeconds }: BusyPage): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${Math.max(5, retryAfterSeconds)}"><title>Not available right now · Tellus</title><style>
:root{color-scheme:light dark;--ink:#14191b;--soft:#4c585d;--paper:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecee;--soft:#a7b1b7;--paper:#0d1012}}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);font:16px/1.6 Inter,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:32rem;padding:2rem 1.5rem}h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25}p{margin:0;color:var(--soft)}
</style></head><body><main><h1>Not available right now</h1><p>${message}</p></main></body></html>
`;
}
