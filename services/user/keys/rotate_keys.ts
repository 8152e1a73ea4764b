import { type Database, type Query, transaction } from "../../kit/database.ts";
import type { Secrets } from "../secrets.ts";
import { insertKey, lockKeys, readKeyRows } from "./key_rows.ts";
import { RETIRED_KEY_MS } from "./signing_keys.ts";

/** How long a key is published before it signs, so that everybody who checks tokens has read it by then. */
export const PUBLISHED_AHEAD_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/**
 * Has another key follow once the newest is so many days old, and destroys those that nothing alive was signed with. Run by the
 * clock, on any replica.
 */
export async function rotateKeys(
  database: Database,
  secrets: Secrets,
  days: number,
  now: number = Date.now(),
): Promise<void> {
  await transaction(database, async (tx) => {
    await lockKeys(tx);
    const [newest] = await readKeyRows(tx);
    if (newest && newest.createdAt.getTime() <= now - days * DAY_MS) await rotateKey(tx, secrets, now);
    await tx`delete from signing_keys where retired_at < ${new Date(now - RETIRED_KEY_MS)}`;
  });
}

/**
 * Makes the key that follows the newest, unless one waits already. Nobody is signed out: it is published at once and signs
 * later, and what the one before signed is taken for as long as it lives.
 *
 * @returns from when it signs
 */
export async function rotateKey(tx: Query, secrets: Secrets, now: number = Date.now()): Promise<Date> {
  await lockKeys(tx);
  const [newest] = await readKeyRows(tx);
  if (newest && newest.signsFrom.getTime() > now) return newest.signsFrom;
  const signsFrom = new Date(newest ? now + PUBLISHED_AHEAD_MS : now);
  await tx`update signing_keys set retired_at = ${signsFrom} where retired_at is null`;
  await insertKey(tx, secrets, new Date(now), signsFrom);
  return signsFrom;
}

/**
 * Makes a key that signs at once and has all others forgotten, because somebody else may sign with one of them. What they signed is
 * refused as soon as whoever checks tokens reads the keys again, within a minute; sessions go on with new tokens.
 *
 * @returns from when it signs
 */
export async function withdrawKeys(tx: Query, secrets: Secrets, now: number = Date.now()): Promise<Date> {
  await lockKeys(tx);
  await tx`delete from signing_keys`;
  const signsFrom = new Date(now);
  await insertKey(tx, secrets, signsFrom, signsFrom);
  return signsFrom;
}
