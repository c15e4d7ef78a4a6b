import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { ownerContext } from "@/server/cli/operator";
import { asAppError } from "@/server/kernel/unexpected";
import { admitPages } from "@/server/pages/admit-pages";
import { API_BASE } from "@/server/rest/rest-routes";
import { type RealApi, startRealApi } from "@/server/rest/testing/start-real-api";
import { createProject } from "@/server/services/project/create-project";

/** What became of the requests of one kind. */
export interface Tally {
  served: number;
  readonly servedMs: number[];
  refused: number;
  readonly others: string[];
}

export const KINDS = ["tell", "measure", "ask", "control", "page"] as const;
type Kind = (typeof KINDS)[number];
type Tallies = Readonly<Record<Kind, Tally>>;

/** Loops of each kind; each sends its next request when the one before was answered, and waits a little after a refusal. */
const LOOPS: Readonly<Record<Kind, number>> = { tell: 12, measure: 8, ask: 48, control: 12, page: 12 };
const FLOOD_MS = 6_000;
/** What every write of the database takes longer, on its connection. */
const SLOW_SECONDS = 0.2;

interface Held {
  readonly id: string;
  readonly attempt: number;
}

interface Place {
  readonly api: RealApi;
  readonly studyId: string;
  readonly held: Held[];
  readonly pages: string;
}

async function flood(place: Place): Promise<Tallies> {
  const tally = (): Tally => ({ served: 0, servedMs: [], refused: 0, others: [] });
  const tallies: Tallies = { tell: tally(), measure: tally(), ask: tally(), control: tally(), page: tally() };
  await connectAll(place);
  const until = performance.now() + FLOOD_MS;
  const loop = async (kind: Kind, index: number) => {
    for (let turn = 0; performance.now() < until; turn += 1) {
      const began = performance.now();
      const response = await send(place, kind, { index, turn });
      const tookMs = performance.now() - began;
      if (response === undefined) return;
      note(tallies[kind], response, { tookMs, body: await response.text() });
      if (response.status === 503) await sleep(200);
    }
  };
  await Promise.all(KINDS.flatMap((kind) => Array.from({ length: LOOPS[kind] }, (_, index) => loop(kind, index))));
  return tallies;
}

/** Workers and browsers keep their connections; making hundreds of them at once is another test. */
async function connectAll({ api, pages }: Place): Promise<void> {
  const count = KINDS.reduce((sum, kind) => sum + LOOPS[kind], 0);
  const idle = Array.from({ length: count }, () => api.call("GET", "/livez").then((response) => response.text()));
  const shown = Array.from({ length: LOOPS.page }, () => fetch(`${pages}favicon.ico`).then((page) => page.text()));
  await Promise.all([...idle, ...shown]);
}

function note(tally: Tally, { status, headers }: Response, { tookMs, body }: { tookMs: number; body: string }): void {
  if (status === 503) {
    tally.refused += 1;
    if (!/^[1-5]$/.test(headers.get("retry-after") ?? "")) tally.others.push(`503 without Retry-After: ${body}`);
  } else if (status < 300) {
    tally.served += 1;
    tally.servedMs.push(tookMs);
  } else tally.others.push(`${status} ${body}`);
}

async function send(
  { api, studyId, held, pages }: Place,
  kind: Kind,
  { index, turn }: { index: number; turn: number },
) {
  const post = (path: string, body: unknown) => api.call("POST", API_BASE + path, { body });
  switch (kind) {
    case "tell": {
      const trial = held.pop();
      const body = { attempt: trial?.attempt, state: "completed", values: { loss: turn } };
      return trial === undefined ? undefined : post(`/trials/${trial.id}/tell`, body);
    }
    case "measure": {
      const trial = held[index];
      const steps = [{ step: turn + 1, values: { loss: 1 } }];
      return trial === undefined
        ? undefined
        : post(`/trials/${trial.id}/measurements`, { attempt: trial.attempt, steps });
    }
    case "ask":
      return post(`/studies/${studyId}/ask`, { wait_seconds: 0 });
    case "control":
      return post("/projects", { name: `${index} ${turn}` });
    case "page":
      return fetch(pages, { headers: { accept: "text/html" } });
  }
}

/** From the moment the server hears of a request until its refusal is on its way. */
function timeRefusals(server: Server, refusedMs: number[]): void {
  server.prependListener("request", (_incoming, outgoing) => {
    const heard = performance.now();
    outgoing.once("finish", () => {
      if (outgoing.statusCode === 503) refusedMs.push(performance.now() - heard);
    });
  });
}

interface PagesOptions {
  readonly api: RealApi;
  readonly sheds: boolean;
  readonly workspaceId: string;
  readonly personId: string;
  readonly refusedMs: number[];
}

/** A page that writes, as any of the dashboard's calls may, behind the door of the pages. */
async function startPages({ api, sheds, workspaceId, personId, refusedMs }: PagesOptions): Promise<Server> {
  const context = ownerContext({ workspaceId, personId, name: "Test" });
  let made = 0;
  const answerPage = admitPages(
    { admit: sheds ? api.admit : () => () => undefined, isAway: () => false },
    (incoming, outgoing) => {
      if (incoming.url === "/favicon.ico") return void outgoing.end();
      made += 1;
      createProject.run(context, { name: `of a page ${made}` }).then(
        () => outgoing.end("<p>done</p>"),
        (error: unknown) => {
          const { status, retryAfterSeconds } = asAppError(error);
          outgoing.writeHead(status, { "retry-after": String(retryAfterSeconds) }).end();
        },
      );
    },
  );
  const server = createServer(answerPage);
  timeRefusals(server, refusedMs);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** What a flood of every kind of request does to a server whose database is slow. */
export async function floodOf({ sheds }: { readonly sheds: boolean }) {
  const api = await startRealApi({ sheds });
  const admin = new pg.Client({ connectionString: api.adminUrl });
  try {
    await admin.connect();
    return await floodWith({ api, admin, sheds });
  } finally {
    await admin.end();
    await api.close();
  }
}

interface Flooded {
  readonly api: RealApi;
  readonly admin: pg.Client;
  readonly sheds: boolean;
}

async function floodWith({ api, admin, sheds }: Flooded) {
  const made = async (response: Promise<Response>) => (await response).json();
  const project = (await made(api.call("POST", `${API_BASE}/projects`, { body: { name: "flooded" } }))) as {
    id: string;
  };
  const study = (await made(
    api.call("POST", `${API_BASE}/projects/${project.id}/studies`, {
      body: {
        name: "flooded",
        search_space: { x: { type: "float", low: 0, high: 1 } },
        objectives: [{ metric: "loss", direction: "minimize" }],
        sampler: { name: "random" },
        limits: { max_trials: 100_000 },
      },
    }),
  )) as { id: string };
  const held: Held[] = [];
  while (held.length < 1_000) {
    const ask = api.call("POST", `${API_BASE}/studies/${study.id}/ask`, { body: { count: 64, wait_seconds: 20 } });
    const answered = (await made(ask)) as { trials?: Held[] };
    held.push(...(answered.trials ?? []));
  }
  const { rows } = await admin.query<{ workspace_id: string; person_id: string }>(
    "select workspace_id, person_id from membership where workspace_id = (select workspace_id from project limit 1)",
  );
  const [owner] = rows;
  if (owner === undefined) throw new Error("nobody owns the workspace");
  const refusedMs: number[] = [];
  timeRefusals(api.server, refusedMs);
  const pages = await startPages({ api, sheds, workspaceId: owner.workspace_id, personId: owner.person_id, refusedMs });
  await admin.query(`
    create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(${SLOW_SECONDS}); return null; end $$;
    create trigger slow before update on trial for each statement execute function slow();
    create trigger slow before insert on measurement for each statement execute function slow();
    create trigger slow before insert on project for each statement execute function slow()`);
  const place = { api, studyId: study.id, held, pages: `http://127.0.0.1:${(pages.address() as AddressInfo).port}/` };
  const health: number[] = [];
  const watching = watchHealth(api, health);
  const tallies = await flood(place);
  watching.abort();
  pages.closeAllConnections();
  pages.close();
  return { tallies, health, refusedMs };
}

function watchHealth(api: RealApi, statuses: number[]): AbortController {
  const stopped = new AbortController();
  void (async () => {
    while (!stopped.signal.aborted) {
      for (const target of ["/livez", "/readyz"]) statuses.push((await api.call("GET", target)).status);
      await sleep(250);
    }
  })().catch(() => undefined);
  return stopped;
}

export const rate = ({ served, refused }: Pick<Tally, "served" | "refused">) => served / Math.max(1, served + refused);
export const quantile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;
