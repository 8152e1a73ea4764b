import type { Redis } from "@upstash/redis";
import type { Device, SessionKind } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { inRedis } from "../in_redis.ts";

/** How somebody showed who they are. */
export type Factor = "password" | "totp" | "recovery_code" | "passkey";

/** A session as Redis has it. Times are in milliseconds since the epoch. */
export interface SessionRecord {
  readonly id: string;
  readonly userId: string;
  readonly kind: SessionKind;
  /** Of the account's sessions, when it began or was kept. */
  readonly generation: number;
  readonly createdAt: number;
  readonly signedInAt: number;
  readonly usedAt: number;
  /** Number of the refresh token that was given out last. */
  readonly n: number;
  readonly device: Pick<Device, "ip" | "userAgent">;
  readonly factors: readonly Factor[];
}

/** What of a session changes. */
export type SessionChange = Partial<Omit<SessionRecord, "id" | "userId" | "kind" | "createdAt">>;

const FACTORS: readonly Factor[] = ["password", "totp", "recovery_code", "passkey"];
/** How long it is known when a refresh token was used: longer than any call that uses it may take. */
const USED_MS = 60 * 60_000;
/** Nothing of a session is kept for longer; the record itself tells when it ends. */
const LONGEST_MS = 90 * 24 * 60 * 60_000;

/** The key of a session's record. */
export function sessionKey(id: string): string {
  return `session:${id}`;
}

/**
 * The sessions in Redis: one hash each, and a set of ids for each account. A change writes its own fields alone, so that two at
 * once do not undo each other; written after the session was removed, they make a hash without an owner, which is no session.
 *
 * Everything here fails with UNAVAILABLE when Redis is away.
 */
export class SessionStore {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Keeps a new session for so long. @returns how many ids the account has, those of ended sessions among them */
  async create(record: SessionRecord, lifeMs: number): Promise<number> {
    const { id, userId, kind, createdAt, ...changing } = record;
    const ids = idsKey(userId);
    const [, , , , count] = await inRedis(() =>
      this.#redis.multi()
        .hset(sessionKey(id), { userId, kind, createdAt, ...fieldsOf(changing) })
        .pexpire(sessionKey(id), lifeMs)
        .sadd(ids, id)
        .pexpire(ids, LONGEST_MS)
        .scard(ids)
        .exec()
    );
    return count;
  }

  /** A session; undefined when there is none. */
  async read(id: string): Promise<SessionRecord | undefined> {
    return recordOf(id, await inRedis(() => this.#redis.hgetall(sessionKey(id))));
  }

  /** The sessions of an account. Ids of those that are gone are forgotten on the way. */
  async readAll(userId: string): Promise<SessionRecord[]> {
    const ids = await inRedis(() => this.#redis.smembers(idsKey(userId)));
    if (ids.length === 0) return [];
    const pipeline = this.#redis.pipeline();
    for (const id of ids) pipeline.hgetall(sessionKey(id));
    const found = await inRedis(() => pipeline.exec<(Record<string, unknown> | null)[]>());
    const records = ids.map((id, i) => recordOf(id, found[i] ?? null));
    const gone = ids.filter((_, i) => !records[i]);
    if (gone.length > 0) await this.remove(userId, gone);
    return records.filter((record) => record !== undefined);
  }

  /** Writes what changed. */
  async change(id: string, change: SessionChange): Promise<void> {
    const key = sessionKey(id);
    // Only what is left of a session that was removed meanwhile has no expiry yet
    await inRedis(() => this.#redis.multi().hset(key, fieldsOf(change)).pexpire(key, USED_MS, "NX").exec());
  }

  /**
   * Uses up a refresh token and writes what changes by that, in one step, so that no token is used up for nothing. The session
   * goes on for so long.
   *
   * @returns whether nobody used it before, and when it was first used, as far as that is known
   */
  async use(
    { id, n }: { id: string; n: number },
    change: SessionChange & { usedAt: number },
    lifeMs: number,
  ): Promise<{ isFirst: boolean; usedAt: number }> {
    const key = sessionKey(id);
    const used = `${key}:used:${n}`;
    const [set, usedAt] = await inRedis(() =>
      this.#redis.multi()
        .set(used, change.usedAt, { nx: true, px: USED_MS })
        .get<number>(used)
        .hset(key, fieldsOf(change))
        .pexpire(key, lifeMs)
        .exec()
    );
    return { isFirst: set !== null, usedAt: usedAt! };
  }

  /** Removes sessions of an account. */
  async remove(userId: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await inRedis(() => this.#redis.multi().del(...ids.map(sessionKey)).srem(idsKey(userId), ...ids).exec());
  }
}

function idsKey(userId: string): string {
  return `sessions:${userId}`;
}

function fieldsOf({ factors = [], ...rest }: SessionChange): Record<string, unknown> {
  return { ...rest, ...Object.fromEntries(factors.map((factor) => [factor, 1])) };
}

/** A hash without an owner was left by whoever changed a session while it was removed. */
function recordOf(id: string, fields: Record<string, unknown> | null): SessionRecord | undefined {
  if (!fields?.userId) return undefined;
  return { ...fields as Omit<SessionRecord, "id" | "factors">, id, factors: FACTORS.filter((name) => fields[name]) };
}
