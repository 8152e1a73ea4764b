import type { JSONWebKeySet } from "jose";
import { ACCESS_TOKEN_SECONDS, type SigningKey } from "../../kit/auth/access_token.ts";
import { type Database, transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Secrets } from "../secrets.ts";
import { insertKey, type KeyRow, lockKeys, openKey, readKeyRows } from "./key_rows.ts";

/** How soon a key that another replica made is known here. */
const READ_AGAIN_MS = 5_000;
/** How long what a retired key signed is still taken: as long as it may live, and a minute for clocks that differ. */
export const RETIRED_KEY_MS = ACCESS_TOKEN_SECONDS * 1_000 + 60_000;

/** The keys that access tokens are signed with. The first is made by whoever asks first. */
export class SigningKeys {
  readonly #database: Database;
  readonly #secrets: Secrets;
  readonly #now: () => number;
  readonly #opened = new Map<string, Promise<CryptoKey>>();
  #rows: Promise<KeyRow[]> | undefined;
  #readAt = 0;

  constructor({ database, secrets, now = Date.now }: { database: Database; secrets: Secrets; now?: () => number }) {
    this.#database = database;
    this.#secrets = secrets;
    this.#now = now;
  }

  /** The key that signs now. */
  async current(): Promise<SigningKey> {
    const rows = await this.#read();
    const now = this.#now();
    const row = rows.find(({ signsFrom, retiredAt }) => signsFrom.getTime() <= now && !isBefore(retiredAt, now));
    if (!row) throw new ShopError(ErrorCode.UNAVAILABLE, "Cannot sign access tokens: no key signs now");
    if (!this.#opened.has(row.id)) this.#opened.set(row.id, openKey(this.#secrets, row));
    return { id: row.id, key: await this.#opened.get(row.id)! };
  }

  /** The public keys: what signs, what will, and what signed tokens that may still live. */
  async publicKeys(): Promise<JSONWebKeySet> {
    const rows = await this.#read();
    const gone = this.#now() - RETIRED_KEY_MS;
    const keys = rows.filter(({ retiredAt }) => !isBefore(retiredAt, gone)).map(({ publicJwk }) => publicJwk);
    return { keys: keys as JSONWebKeySet["keys"] };
  }

  /** Reads at most once in `READ_AGAIN_MS`; those who ask meanwhile share the answer. */
  async #read(): Promise<KeyRow[]> {
    if (!this.#rows || this.#now() - this.#readAt >= READ_AGAIN_MS) {
      this.#readAt = this.#now();
      this.#rows = this.#readOrMake();
    }
    const rows = this.#rows;
    try {
      return await rows;
    } catch (error) {
      if (this.#rows === rows) this.#rows = undefined; // the next one tries again
      throw error;
    }
  }

  async #readOrMake(): Promise<KeyRow[]> {
    const rows = await readKeyRows(this.#database);
    if (rows.length === 0) return await this.#makeFirst();
    const ids = new Set(rows.map(({ id }) => id));
    for (const id of this.#opened.keys()) if (!ids.has(id)) this.#opened.delete(id);
    return rows;
  }

  /** Of replicas that start at once, one makes it. */
  #makeFirst(): Promise<KeyRow[]> {
    return transaction(this.#database, async (tx) => {
      await lockKeys(tx);
      const made = await readKeyRows(tx);
      if (made.length > 0) return made;
      const now = new Date(this.#now());
      await insertKey(tx, this.#secrets, now, now);
      return await readKeyRows(tx);
    });
  }
}

function isBefore(time: Date | null, instant: number): boolean {
  return time !== null && time.getTime() <= instant;
}
