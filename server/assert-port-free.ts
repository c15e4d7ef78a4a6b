import { createServer } from "node:net";

interface Address {
  readonly port: number;
  readonly host: string;
}

/**
 * Refuses a taken port before anything is begun: a second start by mistake must not leave a database running or replace
 * the set-up code that the first one printed.
 */
export async function assertPortFree({ port, host }: Address): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", reject);
    probe.listen(port, host, resolve);
  });
  await new Promise((resolve) => probe.close(resolve));
}
