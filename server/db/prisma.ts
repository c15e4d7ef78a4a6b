import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@/server/generated/prisma/client";
import { processSingleton } from "@/server/kernel/process";
import { pools } from "./pools";

/** The raw client, over the control pool. Only `server/db` sees it; services get the scoped handle of workspace-db.ts. */
export function prisma(): PrismaClient {
  return processSingleton("prisma", () => new PrismaClient({ adapter: new PrismaPg(pools().control) }));
}
