import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { isProcessAlive } from "@/server/embedded/process-alive";
import type { Cluster } from "./fleet/cluster";

interface Change {
  readonly find: string | RegExp;
  readonly put: string;
}

/** One line changed for the worse, that a figure has to notice (the positive control of design 06). */
export type Breakage = {
  readonly name: string;
  /** The rules of which at least one must be reported broken. */
  readonly breaks: readonly string[];
} & (
  | { readonly kind: "function"; readonly functionName: string; readonly change: Change }
  | { readonly kind: "statement"; readonly statement: string; readonly undo: string }
  /** `cli`: what `npm run backup` and `npm run restore` are. */
  | { readonly kind: "server"; readonly bundle?: "server" | "cli"; readonly change: Change }
  /** A module of the Python client. */
  | { readonly kind: "client"; readonly file: string; readonly change: Change }
);

/** The answer leaves first; what it promises is done a moment later, where nothing came in between. */
export const EARLY_ACKNOWLEDGEMENT: Breakage = {
  kind: "server",
  name: "a tell is acknowledged before it is stored",
  change: {
    find: /tellTrial: (tells\(call\d*\))/,
    put: 'tellTrial: ((store) => (tell) => { setTimeout(() => store(tell).catch(() => void 0), 250); return Promise.resolve(toldAsGiven(tell, "00000000-0000-0000-0000-000000000000")); })($1)',
  },
  breaks: ["lost"],
};

export interface AppliedBreakage {
  /** The copy of the server, or of the command line, to start, where that is what was broken. */
  readonly script: string | undefined;
  /** The copy of the Python client's source, where that is what was broken. */
  readonly client?: string;
  undo(): Promise<void>;
}

/** Breaks the database or a copy of a bundle. Fails when the line is not there any more: then the list is out of date. */
export async function applyBreakage(
  breakage: Breakage,
  { cluster, checkout }: { readonly cluster: Pick<Cluster, "query">; readonly checkout: string },
): Promise<AppliedBreakage> {
  switch (breakage.kind) {
    case "function":
      return breakFunctions(breakage, cluster);
    case "statement": {
      const { statement, undo } = breakage;
      await cluster.query(statement);
      return { script: undefined, undo: async () => void (await cluster.query(undo)) };
    }
    case "server":
      return breakServer(breakage, checkout);
    case "client":
      return breakClient(breakage, checkout);
  }
}

/** All functions of that name, as they are defined now, whichever migration was the last to replace them. */
async function breakFunctions(
  { name, functionName, change }: Extract<Breakage, { kind: "function" }>,
  cluster: Pick<Cluster, "query">,
): Promise<AppliedBreakage> {
  const rows = await cluster.query<{ definition: string }>(
    `select pg_get_functiondef(p.oid) as definition from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = 'public' and p.proname = $1`,
    [functionName],
  );
  const broken = rows.map(({ definition }) => definition.replace(change.find, change.put));
  if (broken.every((definition, index) => definition === rows[index]?.definition))
    throw new Error(`${name}: ${functionName} holds no ${String(change.find)} to break. Correct the breakage.`);
  for (const definition of broken) await cluster.query(definition);
  return {
    script: undefined,
    undo: async () => {
      for (const { definition } of rows) await cluster.query(definition);
    },
  };
}

async function breakServer(
  { name, bundle = "server", change }: Extract<Breakage, { kind: "server" }>,
  checkout: string,
): Promise<AppliedBreakage> {
  const source = await readFile(path.join(checkout, `.build/${bundle}.mjs`), "utf8");
  const broken = source.replace(change.find, change.put);
  if (broken === source)
    throw new Error(`${name}: the built ${bundle} holds no ${String(change.find)} to break. Correct the breakage.`);
  await removeAbandonedCopies(path.join(checkout, ".build"));
  const script = path.join(checkout, `.build/broken-${process.pid}.mjs`);
  await writeFile(script, broken);
  return { script, undo: () => rm(script, { force: true }) };
}

async function breakClient(
  { name, file, change }: Extract<Breakage, { kind: "client" }>,
  checkout: string,
): Promise<AppliedBreakage> {
  await removeAbandonedCopies(path.join(checkout, ".build"));
  const client = path.join(checkout, `.build/broken-client-${process.pid}`);
  await cp(path.join(checkout, "clients/python/src"), client, { recursive: true });
  const undo = (): Promise<void> => rm(client, { recursive: true, force: true });
  const target = path.join(client, "tellus", file);
  const source = await readFile(target, "utf8");
  const broken = source.replace(change.find, change.put);
  if (broken === source) {
    await undo();
    throw new Error(
      `${name}: ${file} of the Python client holds no ${String(change.find)} to break. Correct the breakage.`,
    );
  }
  await writeFile(target, broken);
  return { script: undefined, client, undo };
}

/** Those of runs that were killed. */
async function removeAbandonedCopies(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const maker = /^broken-(?:client-)?(\d+)(?:\.mjs)?$/.exec(name)?.[1];
    if (maker === undefined || isProcessAlive(Number(maker))) continue;
    await rm(path.join(folder, name), { recursive: true, force: true });
  }
}
