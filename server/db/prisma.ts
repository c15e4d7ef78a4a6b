import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@/server/generated/prisma/client";
import { processSingleton } from "@/server/kernel/process";
import { pools } from "./pools";

/** The raw client, over the control pool. Only `server/db` sees it; services get the scoped handle of workspace-db.ts. */
export function prisma(): PrismaClient {
  const { control } = pools();
  const clients = processSingleton("prisma", () => new WeakMap<object, PrismaClient>());
  const known = clients.get(control);
  if (known !== undefined) return known;
  const made = new PrismaClient({ adapter: new PrismaPg(control) });
  clients.set(control, made);
  return made;
}
