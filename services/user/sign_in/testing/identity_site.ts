import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { createLocalJWKSet } from "jose";
import { Secret, TOTP } from "otpauth";
import { type RedisProcess, startRedis } from "../../../../dev/testing/redis.ts";
import {
  BeginPasskeyRequestSchema,
  BeginTotpRequestSchema,
  ConfirmTotpRequestSchema,
  FinishPasskeyRequestSchema,
} from "../../../../proto/gen/shopflow/user/v1/account_pb.ts";
import {
  SessionKind,
  type SessionTokens,
  SessionTokensSchema,
  SignInRequestSchema,
  SignInResponseSchema,
} from "../../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { readAccessToken } from "../../../kit/auth/access_token.ts";
import type { Principal } from "../../../kit/auth/principal.ts";
import type { Database } from "../../../kit/database.ts";
import type { Call } from "../../../kit/grpc/implementation.ts";
import { createLog } from "../../../kit/log.ts";
import { factorHandlers } from "../../factors/handlers.ts";
import { relyingPartyOf } from "../../factors/relying_party.ts";
import { SigningKeys } from "../../keys/signing_keys.ts";
import { Passwords } from "../../passwords/passwords.ts";
import { Secrets } from "../../secrets.ts";
import { Sessions } from "../../sessions/sessions.ts";
import { withUserDatabase } from "../../testing/user_database.ts";
import { readUser } from "../../user_row.ts";
import { reauthenticationHandlers, signInHandlers } from "../handlers.ts";
import type { SignInParts } from "../sign_in_parts.ts";
import { Throttle } from "../throttle.ts";
import { Tickets } from "../tickets.ts";
import { Authenticator } from "./authenticator.ts";

/** Where the site is, for passkeys. */
export const ORIGIN = "https://shop.example";
/** Of every account here. */
export const PASSWORD = "a long enough password";
/** Where everybody signs in from unless told otherwise. */
export const HOME = { ip: "192.0.2.1", userAgent: "Test/1.0" };

const MINUTE_MS = 60_000;

/** What a test may change of an account. */
export interface AccountOptions {
  email?: string;
  password?: string | null;
  isVerified?: boolean;
  roles?: string[];
}

/** All of signing in, on a real database and Redis, with a clock that only the test moves. */
export class IdentitySite {
  now = Date.now();
  readonly #parts: SignInParts;
  readonly #keys: SigningKeys;
  readonly #sessions: Sessions;
  readonly identity: ReturnType<typeof signInHandlers>;
  readonly account: ReturnType<typeof reauthenticationHandlers> & ReturnType<typeof factorHandlers>;

  constructor(readonly database: Database, readonly redis: RedisProcess["redis"]) {
    const secrets = new Secrets(new Uint8Array(32).fill(7));
    const log = createLog({ process: "test", sink: () => {} });
    const now = () => this.now;
    this.#keys = new SigningKeys({ database, secrets });
    const sessions = this.#sessions = new Sessions({ database, redis, secrets, keys: this.#keys, log, now });
    this.#parts = {
      database,
      redis,
      secrets,
      passwords: new Passwords(),
      sessions,
      relyingParty: relyingPartyOf(ORIGIN),
      throttle: new Throttle({ redis, secrets, now }),
      tickets: new Tickets(redis),
      log,
      now,
    };
    this.identity = signInHandlers(this.#parts);
    this.account = { ...reauthenticationHandlers(this.#parts), ...factorHandlers({ ...this.#parts, sessions }) };
  }

  /** Makes an account that may sign in. @returns its id */
  async makeAccount(options: AccountOptions = {}): Promise<string> {
    const { email = "ada@example.com", password = PASSWORD, isVerified = true, roles = [] } = options;
    const hash = password === null ? null : await this.#parts.passwords.hash(password);
    const [user] = await this.database<[{ id: string }]>`
      insert into users (email, display_name, password_hash, email_verified_at, roles)
      values (${email}, 'Ada', ${hash}, ${isVerified ? new Date() : null}, ${roles}::text[])
      returning id`;
    return user.id;
  }

  /** Tries to sign in with a password. */
  async signIn(email = "ada@example.com", password = PASSWORD, device = HOME) {
    const request = create(SignInRequestSchema, { email, password, kind: SessionKind.API, device });
    return create(SignInResponseSchema, await this.identity.signIn(request, NOBODY)).outcome;
  }

  /** Signs in to an account that has no second factor. */
  async begin(email?: string): Promise<SessionTokens> {
    const outcome = await this.signIn(email);
    if (outcome.case === "session") return outcome.value;
    throw new Error("Cannot sign in for a test: the account has a second factor");
  }

  /** Signs in as far as to the second factor. @returns the ticket */
  async ticket(email?: string): Promise<string> {
    const outcome = await this.signIn(email);
    if (outcome.case === "secondFactor") return outcome.value.ticket;
    throw new Error("Cannot begin to sign in for a test: the account has no second factor");
  }

  /** Uses a session's refresh token. */
  async refresh({ refreshToken }: SessionTokens): Promise<SessionTokens> {
    return create(SessionTokensSchema, await this.#sessions.refresh(refreshToken, undefined));
  }

  /** Whom the access token of a session speaks for. */
  async read(tokens: MessageInitShape<typeof SessionTokensSchema> | undefined): Promise<Principal> {
    const keys = createLocalJWKSet(await this.#keys.publicKeys());
    return (await readAccessToken(create(SessionTokensSchema, tokens).accessToken, keys)).principal;
  }

  /** A call of whoever just signed in. */
  async as(tokens: SessionTokens): Promise<Call> {
    return { ...NOBODY, principal: await this.read(tokens) };
  }

  /** A call of an account's owner whose session nothing depends on. */
  async ownerOf(userId: string): Promise<Call> {
    const user = await readUser(this.database, userId);
    const session = await this.#sessions.begin(user!, { kind: SessionKind.API, device: undefined, factors: [] });
    return { ...NOBODY, principal: await this.read(session) };
  }

  /** Sets up an authenticator. @returns its codes, by the time, and the recovery codes */
  async enrolTotp(call: Call): Promise<{ code: (ahead?: number) => string; recoveryCodes: string[] }> {
    const { secret } = await this.account.beginTotp(create(BeginTotpRequestSchema), call);
    const totp = new TOTP({ secret: Secret.fromBase32(secret!) });
    const code = (ahead = 0) => totp.generate({ timestamp: this.now + ahead });
    const request = create(ConfirmTotpRequestSchema, { code: code() });
    const { recoveryCodes } = await this.account.confirmTotp(request, call);
    this.now += MINUTE_MS; // the code that confirmed it is used up
    return { code, recoveryCodes: recoveryCodes ?? [] };
  }

  /** Makes a passkey. */
  async enrolPasskey(call: Call, name = "Telephone"): Promise<Authenticator> {
    const authenticator = new Authenticator(ORIGIN);
    const { optionsJson } = await this.account.beginPasskey(create(BeginPasskeyRequestSchema), call);
    const passkeyJson = authenticator.create(optionsJson!);
    await this.account.finishPasskey(create(FinishPasskeyRequestSchema, { passkeyJson, name }), call);
    return authenticator;
  }

  /** Actions in the audit log of an account, and those of no account, in order. */
  async audited(userId: string): Promise<string[]> {
    const rows = await this.database<{ action: string }[]>`
      select action from audit where subject in (${userId}, '') order by id`;
    return rows.map(({ action }) => action);
  }
}

/** A call of the site for nobody in particular. */
export const NOBODY: Call = { caller: "edge", principal: undefined, signal: new AbortController().signal };

/** Runs a test on a site of its own. */
export async function withIdentitySite(run: (site: IdentitySite, redis: RedisProcess) => Promise<void>): Promise<void> {
  await using redis = await startRedis();
  await withUserDatabase((database) => run(new IdentitySite(database, redis.redis), redis));
}
