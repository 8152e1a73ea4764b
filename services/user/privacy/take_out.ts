import type { Query } from "../../kit/database.ts";

/**
 * Takes a person out of their account, for ever. The row stays, without anything of them: what is signed for the account must go
 * on being refused, and the audit log and orders go on naming its id. Their address is free for another account.
 */
export async function takeOut(tx: Query, userId: string): Promise<void> {
  await tx`
    update users set erased_at = now(), email = 'erased-' || id || '@invalid', email_verified_at = null, display_name = '',
      password_hash = null, phone = '', bio = '', shopper_id = gen_random_uuid()
    where id = ${userId}`;
  for (const table of ["one_time_tokens", "totps", "recovery_codes", "passkeys", "addresses", "exports"]) {
    await tx`delete from ${tx(table)} where user_id = ${userId}`;
  }
}

/** Empties the mails to an account that were sent. Those that were not are emptied with the outbox, in its time. */
export async function takeOutOfOutbox(tx: Query, userId: string): Promise<void> {
  await tx`
    update outbox_events set payload = '{}'
    where subject = ${`user:${userId}`} and dispatched_at is not null and not exists (
      select from outbox_deliveries where event_id = outbox_events.id and status in ('pending', 'dead')
    )`;
}
