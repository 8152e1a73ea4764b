import { createHash, randomBytes } from "node:crypto";
import type { Redis } from "@upstash/redis";
import type { SessionKind } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { inRedis } from "../in_redis.ts";

/** How long a second factor may take. */
const TICKET_MS = 5 * 60_000;
/** Codes that may be tried with one ticket. */
const MAX_TRIES = 5;

/** What a ticket stands for: a password that was right. */
export interface Ticket {
  readonly userId: string;
  /** Of the account's sessions: a ticket ends with them. */
  readonly generation: number;
  readonly kind: SessionKind;
}

/** Makes a secret that stands for a beginning of something, to be kept by its {@linkcode ticketName} only. */
export function makeTicket(): string {
  return randomBytes(32).toString("base64url");
}

/** Names a ticket without telling it. */
export function ticketName(ticket: string): string {
  return createHash("sha256").update(ticket).digest("hex");
}

/** Tickets of sign-ins that wait for a second factor, in Redis. */
export class Tickets {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async issue(content: Ticket): Promise<string> {
    const ticket = makeTicket();
    await inRedis(() => this.#redis.set(key(ticket), content, { px: TICKET_MS }));
    return ticket;
  }

  /** @throws {ShopError} LINK_EXPIRED when there is no such ticket (any more) */
  async read(ticket: string): Promise<Ticket> {
    return await inRedis(() => this.#redis.get<Ticket>(key(ticket))) ?? expired();
  }

  /**
   * Counts a try before it is looked at, so that many at once are no way round.
   *
   * @throws {ShopError} LINK_EXPIRED when it is one too many
   */
  async countTry(ticket: string): Promise<void> {
    const tries = `${key(ticket)}:tries`;
    const [count] = await inRedis(() => this.#redis.multi().incr(tries).pexpire(tries, TICKET_MS).exec());
    if (count > MAX_TRIES) expired();
  }

  /**
   * Uses it up. Of two who do at once, one has it.
   *
   * @throws {ShopError} LINK_EXPIRED for the other
   */
  async use(ticket: string): Promise<void> {
    if (await inRedis(() => this.#redis.del(key(ticket))) === 0) expired();
  }
}

function key(ticket: string): string {
  return `sign_in:ticket:${ticketName(ticket)}`;
}

function expired(): never {
  throw new ShopError(ErrorCode.LINK_EXPIRED, "Cannot finish the sign-in: it was finished, or begun too long ago");
}
