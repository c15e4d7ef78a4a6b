import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SharePart, shareParts } from "@/lib/contract/share";
import { openShareLink } from "@/server/auth/open-share-link";
import { createContext } from "@/server/kernel/create-context";
import { newId } from "@/server/kernel/ids";
import { type CanaryStudy, plantCanaryStudy, SHOWN } from "../testing/canary/canary-study";
import { openTestWorkspaces, type TestWorkspaces } from "../testing/test-workspaces";
import { readShared } from "./read-shared";

let workspaces: TestWorkspaces;
let canaries: CanaryStudy;
beforeAll(async () => {
  workspaces = await openTestWorkspaces();
  const client = await workspaces.admin.connect();
  canaries = await plantCanaryStudy(client);
  client.release(true);
});
afterAll(() => workspaces.close());

interface Look {
  readonly secret: string;
  readonly shows?: ReadonlySet<SharePart>;
}

/** Where the canaries stand that the document of a link holds. */
async function shownBy({ secret, shows }: Look): Promise<readonly string[]> {
  const actor = await openShareLink(secret);
  if (actor === null) throw new Error("the link is not open");
  const seen = { ...actor, shows: shows ?? actor.shows };
  const context = createContext({ actor: seen, requestId: newId(), signal: new AbortController().signal });
  const { output } = await readShared.run(context, {});
  return [...canaries.planter.placesIn(JSON.stringify(output))].sort();
}

const places = (...lists: readonly (readonly string[])[]) => [...new Set(lists.flat())].sort();

describe("S8 of a study whose every stored field holds a secret, a share link reveals", () => {
  test("exactly what is chosen, when everything is", async () => {
    const { always, byPart, named } = SHOWN;
    expect(await shownBy({ secret: canaries.showsAll })).toEqual(
      places(always, named, ...shareParts.map((part) => byPart[part])),
    );
  });

  test("exactly what every link shows, when nothing is chosen, and the title in the place of the name", async () => {
    expect(await shownBy({ secret: canaries.showsLeast })).toEqual(places(SHOWN.always, SHOWN.titled));
  });

  test.each(shareParts)("exactly the part %s on top of that, when it alone is chosen", async (part) => {
    expect(await shownBy({ secret: canaries.showsAll, shows: new Set([part]) })).toEqual(
      places(SHOWN.always, SHOWN.named, SHOWN.byPart[part]),
    );
  });

  test("control: a canary that came out, from any column, would have been seen", async () => {
    const dumped: string[] = [];
    for (const table of canaries.planter.tables) {
      const { rows } = await workspaces.admin.query<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t`);
      dumped.push(...rows.map(({ row }) => row));
    }
    const seen = canaries.planter.placesIn(dumped.join());
    expect([...canaries.planter.places].filter((place) => !seen.has(place))).toEqual([]);
  });

  test("control: there is a canary in every table but those of the server itself", async () => {
    const { rows } = await workspaces.admin.query<{ name: string }>(
      "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')",
    );
    const ownTables = [
      "artifact_removal",
      "artifact_space",
      "backup_run",
      "rate_limit",
      "service_heartbeat",
      "set_up_code",
      "tellus_migration",
      "_prisma_migrations",
    ];
    const without = rows.map(({ name }) => name).filter((name) => !canaries.planter.tables.has(name));
    expect(without.filter((name) => !ownTables.includes(name))).toEqual([]);
  });
});
