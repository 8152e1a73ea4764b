import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { Redis } from "@upstash/redis";
import type { SessionSchema } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { type Device, SessionKind, type SessionTokensSchema } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { signAccessToken, type SigningKey } from "../../kit/auth/access_token.ts";
import type { Principal } from "../../kit/auth/principal.ts";
import type { Database, Query } from "../../kit/database.ts";
import { ErrorCode, invalidArgument, ShopError } from "../../kit/errors.ts";
import type { Log } from "../../kit/log.ts";
import type { SigningKeys } from "../keys/signing_keys.ts";
import type { Secrets } from "../secrets.ts";
import { rolesOf, userColumns, type UserRow } from "../user_row.ts";
import { endAllSessions, type EndedBy, endSession } from "./end_session.ts";
import { endOf } from "./lifetimes.ts";
import { readRefreshToken, type RefreshToken, writeRefreshToken } from "./refresh_token.ts";
import { type Factor, type SessionChange, type SessionRecord, SessionStore } from "./session_store.ts";

export type { Factor };

/** Within this time of its first use, a browser's refresh token may be used again: two of its tabs refresh at once. */
const TWIN_MS = 10_000;
/** An account has no more sessions than this: the one that was not used for longest makes room. */
const MAX_SESSIONS = 50;
/** Who ends what nobody asked to end. */
const OURSELVES: EndedBy = { workload: "user" };

type Tokens = MessageInitShape<typeof SessionTokensSchema>;

/** What sessions are made with. */
export interface SessionsParts {
  readonly database: Database;
  readonly redis: Redis;
  readonly secrets: Secrets;
  readonly keys: SigningKeys;
  readonly log: Log;
  readonly now?: () => number;
}

/**
 * Where people are signed in. Redis has the sessions, and PostgreSQL says whether they hold: Redis may lose them, and then people
 * sign in again. While one of the two is away, calls fail with UNAVAILABLE and no session ends by that.
 */
export class Sessions {
  readonly #database: Database;
  readonly #secrets: Secrets;
  readonly #keys: SigningKeys;
  readonly #log: Log;
  readonly #now: () => number;
  readonly #store: SessionStore;

  constructor({ database, redis, secrets, keys, log, now = Date.now }: SessionsParts) {
    this.#database = database;
    this.#secrets = secrets;
    this.#keys = keys;
    this.#log = log;
    this.#now = now;
    this.#store = new SessionStore(redis);
  }

  /** Begins a session, a new one at each sign-in. */
  async begin(
    user: UserRow,
    how: { kind: SessionKind; device: Device | undefined; factors: readonly Factor[] },
  ): Promise<Tokens> {
    const key = await this.#keys.current();
    const now = this.#now();
    const record: SessionRecord = {
      id: crypto.randomUUID(),
      userId: user.id,
      kind: how.kind,
      generation: user.generation,
      createdAt: now,
      signedInAt: now,
      usedAt: now,
      n: 1,
      device: deviceOf(how.device),
      factors: how.factors,
    };
    const count = await this.#store.create(record, endOf(record, isStaff(user)) - now);
    if (count > MAX_SESSIONS) await this.#makeRoom(user.id);
    return await this.#tokens(user, record, key);
  }

  /**
   * Uses up a refresh token and gives the next tokens.
   *
   * @throws {ShopError} UNAUTHENTICATED when it is none, or its session is no more, which it is once a token is used twice
   */
  async refresh(refreshToken: string, device: Device | undefined): Promise<Tokens> {
    const token = readRefreshToken(this.#secrets, refreshToken);
    if (!token) throw noSession();
    return await this.#goOn(token, device, {});
  }

  /**
   * After somebody showed again who they are: the same session goes on, signed in now, with the factors added.
   *
   * @throws {ShopError} INVALID_ARGUMENT for the refresh token of another session, and what {@linkcode refresh} throws
   */
  async renew(
    { sessionId }: Principal,
    refreshToken: string,
    factors: readonly Factor[],
    device: Device | undefined,
  ): Promise<Tokens> {
    const token = readRefreshToken(this.#secrets, refreshToken);
    if (token?.sessionId !== sessionId) {
      const must = "Must be of the session that asks";
      throw invalidArgument("Cannot renew the session: the refresh token is not its own", "refresh_token", must);
    }
    return await this.#goOn(token, device, { signedInAt: this.#now(), factors });
  }

  /** The session counts as having shown a factor that was just made: its next refresh has the roles of staff. */
  async addFactor({ sessionId }: Principal, factor: Factor): Promise<void> {
    await this.#store.change(sessionId, { factors: [factor] });
  }

  /** Whether the session has shown more than a password, maybe since its access token was made. */
  async hasShownSecondFactor({ sessionId }: Principal): Promise<boolean> {
    const record = await this.#store.read(sessionId);
    return record !== undefined && showsSecondFactor(record);
  }

  /** Ends the session of a refresh token, used up or not; does nothing when there is none. */
  async signOut(refreshToken: string, by: EndedBy = OURSELVES): Promise<void> {
    const token = readRefreshToken(this.#secrets, refreshToken);
    const record = token && await this.#store.read(token.sessionId);
    if (record) await this.#end(record, { ...by, actorId: record.userId });
  }

  /** Ends one session of an account; does nothing when the account has no such session. */
  async end(userId: string, sessionId: string, by: EndedBy = OURSELVES): Promise<void> {
    const record = await this.#store.read(sessionId);
    if (record?.userId === userId) await this.#end(record, by);
  }

  /** In the transaction of what makes it necessary: ends all sessions of an account. @returns the new generation */
  endAll(tx: Query, userId: string): Promise<number> {
    return endAllSessions(tx, userId);
  }

  /** After the commit of {@linkcode endAll}: lets one session go on in the new generation. */
  async keep(userId: string, sessionId: string, generation: number): Promise<void> {
    const record = await this.#store.read(sessionId);
    if (record?.userId !== userId || record.generation >= generation) return;
    await this.#store.change(sessionId, { generation });
  }

  /** After the commit of {@linkcode endAll}: takes what has ended out of Redis. Best effort: it has ended already. */
  async forget(userId: string, exceptSessionId?: string): Promise<void> {
    try {
      const [user] = await this.#database<{ generation: number }[]>`select generation from users where id = ${userId}`;
      const records = await this.#store.readAll(userId);
      const ended = records.filter(({ id, generation }) =>
        id !== exceptSessionId && generation < (user?.generation ?? Infinity)
      );
      await this.#store.remove(userId, ended.map(({ id }) => id));
    } catch (error) {
      this.#log.warn("cannot take ended sessions out of Redis", { error });
    }
  }

  /** Where an account is signed in, the latest used first. */
  async list(principal: Principal): Promise<MessageInitShape<typeof SessionSchema>[]> {
    const isStaff = principal.roles.length > 0 || principal.secondFactorNeeded;
    return (await this.#store.readAll(principal.userId))
      .filter((record) => record.generation >= principal.generation && endOf(record, isStaff) > this.#now())
      .toSorted((a, b) => b.usedAt - a.usedAt)
      .map((record) => ({
        id: record.id,
        current: record.id === principal.sessionId,
        kind: record.kind,
        device: record.device,
        createdAt: timestampFromMs(record.createdAt),
        lastUsedAt: timestampFromMs(record.usedAt),
        expiresAt: timestampFromMs(endOf(record, isStaff)),
      }));
  }

  /**
   * Uses up a token, once all is done that can fail: whoever is told UNAVAILABLE may use it again. One that was used before was
   * stolen, by this caller or the one before: the session ends for both.
   */
  async #goOn(token: RefreshToken, device: Device | undefined, change: SessionChange): Promise<Tokens> {
    const now = this.#now();
    const record = await this.#store.read(token.sessionId);
    if (!record) throw noSession();
    const user = await this.#readOwner(record);
    if (!user || endOf(record, isStaff(user)) <= now) throw noSession();
    const key = await this.#keys.current();
    const n = Math.max(token.n + 1, record.n);
    const changed = { ...change, usedAt: now, n, device: device ? deviceOf(device) : record.device };
    const next = { ...record, ...changed, factors: [...record.factors, ...change.factors ?? []] };
    const used = await this.#store.use({ id: record.id, n: token.n }, changed, endOf(next, isStaff(user)) - now);
    const isFresh = used.isFirst && token.n >= record.n;
    const isTwin = !used.isFirst && record.kind === SessionKind.SITE && now - used.usedAt <= TWIN_MS;
    if (isFresh || isTwin) return await this.#tokens(user, next, key);
    this.#log.warn("a refresh token was used twice", { session_id: record.id });
    await endSession(this.#database, this.#store, record, "session.replayed", OURSELVES);
    throw noSession();
  }

  /** The owner of a session; undefined when PostgreSQL says that the session has ended, whatever Redis has. */
  async #readOwner({ id, userId, generation }: SessionRecord): Promise<UserRow | undefined> {
    const [user] = await this.#database<UserRow[]>`
      select ${userColumns(this.#database)} from users
      where id = ${userId} and generation <= ${generation} and disabled_at is null and erased_at is null
        and not exists (select from revocations where session_id = ${id})`;
    return user;
  }

  async #tokens(user: UserRow, record: SessionRecord, key: SigningKey): Promise<Tokens> {
    const secondFactor = showsSecondFactor(record);
    const access = await signAccessToken({
      userId: user.id,
      shopperId: user.shopperId,
      sessionId: record.id,
      generation: record.generation,
      roles: secondFactor ? rolesOf(user) : [],
      signedInAt: record.signedInAt,
      secondFactor,
      secondFactorNeeded: isStaff(user) && !secondFactor,
    }, key);
    return {
      accessToken: access.token,
      accessExpiresAt: timestampFromMs(access.expiresAt),
      refreshToken: writeRefreshToken(this.#secrets, { sessionId: record.id, n: record.n }),
      refreshExpiresAt: timestampFromMs(endOf(record, isStaff(user))),
    };
  }

  async #makeRoom(userId: string): Promise<void> {
    const records = (await this.#store.readAll(userId)).toSorted((a, b) => b.usedAt - a.usedAt);
    for (const record of records.slice(MAX_SESSIONS)) await this.#end(record, OURSELVES);
  }

  #end(record: SessionRecord, by: EndedBy): Promise<void> {
    return endSession(this.#database, this.#store, record, "session.ended", by);
  }
}

function isStaff({ roles }: UserRow): boolean {
  return roles.length > 0;
}

function showsSecondFactor({ factors }: SessionRecord): boolean {
  return factors.some((factor) => factor !== "password");
}

function deviceOf(device: Device | undefined): SessionRecord["device"] {
  return { ip: device?.ip ?? "", userAgent: device?.userAgent ?? "" };
}

function noSession(): ShopError {
  return new ShopError(ErrorCode.UNAUTHENTICATED, "Cannot go on with the session: there is none, or it has ended");
}
