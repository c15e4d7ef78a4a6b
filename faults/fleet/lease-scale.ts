import type { Cluster } from "./cluster";

/** The shortest lease of the contract. */
export const SHORTEST_LEASE_S = 30;

/**
 * Makes leases end sooner, for tests that cannot wait half a minute each time: a trigger of the test's own, in the test's
 * own database, divides what is left of a lease whenever the product sets one. The product is as it is; who beats as the
 * contract says does so that much faster. The transition trigger has its say before: triggers run in the order of names.
 */
export async function shortenLeases(cluster: Pick<Cluster, "query">, factor: number): Promise<() => Promise<void>> {
  await cluster.query(
    `create or replace function zz_shorten_lease() returns trigger language plpgsql as $$
     begin
       if tg_op = 'INSERT' or new.lease_until is distinct from old.lease_until then
         new.lease_until := clock_timestamp() + (new.lease_until - clock_timestamp()) / ${Math.floor(factor)};
       end if;
       return new;
     end $$`,
  );
  await cluster.query(
    "create or replace trigger zz_shorten_lease before insert or update of lease_until on trial for each row when (new.lease_until is not null) execute function zz_shorten_lease()",
  );
  return async () => void (await cluster.query("drop function zz_shorten_lease() cascade"));
}
