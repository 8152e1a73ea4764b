import type { Query } from "../../kit/database.ts";

/**
 * Whether somebody may administer the shop. Until the transaction ends nobody else is at the question, so that of two who would
 * be the first administrator one is.
 */
export async function hasAdministrator(tx: Query): Promise<boolean> {
  await tx`select pg_advisory_xact_lock(hashtextextended('first administrator', 0))`;
  return (await tx`select from users where 'admin' = any(roles) and erased_at is null limit 1`).length > 0;
}
