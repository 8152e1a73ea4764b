import { create } from "@bufbuild/protobuf";
import { randomBytes } from "node:crypto";
import {
  type Device,
  DeviceSchema,
  RegisterRequestSchema,
  ResetPasswordRequestSchema,
  VerifyEmailRequestSchema,
} from "../../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import type { Principal } from "../../../kit/auth/principal.ts";
import { type Database, transaction } from "../../../kit/database.ts";
import { createLog } from "../../../kit/log.ts";
import { type UserMail, type UserMailKind } from "../../mail/queue_mail.ts";
import { tokenOf } from "../../one_time_tokens.ts";
import { Passwords } from "../../passwords/passwords.ts";
import { Secrets } from "../../secrets.ts";
import { sessionEnds } from "../../testing/session_ends.ts";
import { withUserDatabase } from "../../testing/user_database.ts";
import { readUserByEmail, type UserRow } from "../../user_row.ts";
import { REQUEST_EVENT } from "../account_request.ts";
import { accountRequests } from "../carry_out_requests.ts";
import { credentialHandlers, registrationHandlers, setUpHandlers } from "../handlers.ts";
import type { AccountParts } from "../parts.ts";

/** Where people of tests are. */
export const DEVICE: Device = create(DeviceSchema, { ip: "203.0.113.7", userAgent: "Test/1" });
/** A password that may be chosen. */
export const PASSWORD = "a kettle of fish";

/** A mail that waits, with the token of its link. */
export interface QueuedMail {
  kind: UserMailKind;
  name: string;
  token: string;
}

/**
 * The accounts of a test, on a database of its own. Unless told otherwise, sessions end in the database alone, and nothing is
 * slowed.
 */
export class TestAccounts {
  readonly database: Database;
  readonly parts: AccountParts;
  readonly handlers: ReturnType<typeof registrationHandlers> & ReturnType<typeof credentialHandlers>;
  readonly setUp: ReturnType<typeof setUpHandlers>;
  readonly forgotten: string[];
  #carriedOut: string[] = [];

  constructor(database: Database, parts: Partial<AccountParts>) {
    const ends = sessionEnds();
    this.database = database;
    this.forgotten = ends.forgotten;
    this.parts = {
      database,
      secrets: new Secrets(randomBytes(32)),
      publicOrigin: "https://shop.example",
      passwords: new Passwords(),
      sessions: { ...ends, keep: () => Promise.resolve() },
      throttle: { attempt: (_try, look) => look(), remember: () => Promise.resolve() },
      log: createLog({ process: "test", sink: () => {} }),
      ...parts,
    };
    this.handlers = { ...registrationHandlers(this.parts), ...credentialHandlers(this.parts) };
    this.setUp = setUpHandlers(this.parts);
  }

  /** Carries out what was asked for and not carried out yet, as the relay does. */
  async carryOut(): Promise<void> {
    const events = await this.database`
      select id, subject, sequence, type, payload, created_at as at from outbox_events
      where type = ${REQUEST_EVENT} and id <> all(${this.#carriedOut}::uuid[]) order by position`;
    const { inTransaction } = accountRequests(this.parts.secrets);
    for (const event of events) await transaction(this.database, (tx) => inTransaction(tx, [event as never]));
    this.#carriedOut.push(...events.map(({ id }) => id));
  }

  /** What waits to be mailed to an address, oldest first. */
  async mails(to: string): Promise<QueuedMail[]> {
    const rows = await this.database<{ payload: UserMail }[]>`
      select payload from outbox_events where type = 'user.mail' and payload->>'to' = ${to} order by position`;
    return rows.map(({ payload: { kind, name, tokenId } }) => ({
      kind,
      name,
      token: tokenId === undefined ? "" : tokenOf(this.parts.secrets, tokenId),
    }));
  }

  /** The token of the latest mail of a kind to an address. */
  async token(to: string, kind: UserMailKind): Promise<string> {
    return (await this.mails(to)).findLast((mail) => mail.kind === kind)!.token;
  }

  async register(email: string, password = PASSWORD, displayName = "Ada"): Promise<void> {
    await this.handlers.register(
      create(RegisterRequestSchema, { email, password, displayName, device: DEVICE }),
      callOf(),
    );
    await this.carryOut();
  }

  async verify(token: string): Promise<void> {
    await this.handlers.verifyEmail(create(VerifyEmailRequestSchema, { token, device: DEVICE }), callOf());
  }

  async reset(token: string, newPassword: string): Promise<void> {
    const request = create(ResetPasswordRequestSchema, { token, newPassword, device: DEVICE });
    await this.handlers.resetPassword(request, callOf());
  }

  /** Asks for a link to be mailed, and carries that out. */
  async ask(method: "resendVerification" | "requestPasswordReset", email: string): Promise<void> {
    await this.handlers[method]({ email, device: DEVICE } as never, callOf());
    await this.carryOut();
  }

  /** An account whose address is proved. */
  async member(email: string, password = PASSWORD): Promise<UserRow> {
    await this.register(email, password);
    await this.verify(await this.token(email, "verify_email"));
    return (await this.user(email))!;
  }

  user(email: string): Promise<UserRow | undefined> {
    return readUserByEmail(this.database, email);
  }

  /** Whether a password is the one of an address's account. */
  async takes(email: string, password: string): Promise<boolean> {
    return await this.parts.passwords.verify((await this.user(email))!.passwordHash, password);
  }

  /** Lets all links grow older, as if so many minutes had passed. */
  async pass(minutes: number): Promise<void> {
    await this.database`
      update one_time_tokens set created_at = created_at - make_interval(mins => ${minutes}),
        expires_at = expires_at - make_interval(mins => ${minutes})`;
  }

  /** What the audit log has of an account: action and outcome. */
  async audit(userId: string): Promise<string[]> {
    const rows = await this.database`select action, outcome from audit where subject = ${userId} order by id`;
    return rows.map(({ action, outcome }) => `${action} ${outcome}`);
  }
}

/** Runs a test on accounts of its own. */
export function withAccounts(
  run: (accounts: TestAccounts) => Promise<void>,
  parts: Partial<AccountParts> = {},
): Promise<void> {
  return withUserDatabase((database) => run(new TestAccounts(database, parts)));
}

/** A call by the site. */
export function callOf(principal?: Principal) {
  return { caller: "edge", principal, signal: new AbortController().signal };
}
