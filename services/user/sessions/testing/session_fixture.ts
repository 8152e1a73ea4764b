import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Redis } from "@upstash/redis";
import { createLocalJWKSet } from "jose";
import { type RedisProcess, startRedis } from "../../../../dev/testing/redis.ts";
import {
  type Device,
  DeviceSchema,
  SessionKind,
  type SessionTokensSchema,
} from "../../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { create } from "@bufbuild/protobuf";
import { readAccessToken } from "../../../kit/auth/access_token.ts";
import type { Principal } from "../../../kit/auth/principal.ts";
import type { Database } from "../../../kit/database.ts";
import { createLog } from "../../../kit/log.ts";
import { SigningKeys } from "../../keys/signing_keys.ts";
import { Secrets } from "../../secrets.ts";
import { withUserDatabase } from "../../testing/user_database.ts";
import { readUser, type UserRow } from "../../user_row.ts";
import { type Factor, Sessions } from "../sessions.ts";

type Tokens = MessageInitShape<typeof SessionTokensSchema>;

/** Sessions on a database and a Redis of their own, with a clock that the test sets. */
export interface SessionFixture {
  readonly database: Database;
  readonly process: RedisProcess;
  readonly sessions: Sessions;
  readonly clock: { now: number };
  /** Sessions as another replica has them, whose Redis may be one that fails. */
  replica(redis?: Redis): Sessions;
  /** An account with these roles. */
  makeUser(...roles: string[]): Promise<UserRow>;
  /** Signs an account in; a browser unless told otherwise. */
  signIn(user: UserRow, kind?: SessionKind, factors?: readonly Factor[]): Promise<string>;
  /** Whom tokens speak for. */
  principalOf(tokens: Tokens): Promise<Principal>;
}

/** A browser somewhere. */
export const DEVICE: Device = create(DeviceSchema, { ip: "192.0.2.1", userAgent: "Browser/1" });

/** Runs a test on sessions of its own. */
export async function withSessions(run: (fixture: SessionFixture) => Promise<void>): Promise<void> {
  await using process = await startRedis();
  await withUserDatabase(async (database) => {
    const clock = { now: Date.now() };
    const secrets = new Secrets(crypto.getRandomValues(new Uint8Array(32)));
    const keys = new SigningKeys({ database, secrets });
    const log = createLog({ process: "user", sink: () => {} });
    const replica = (redis = process.redis) =>
      new Sessions({ database, redis, secrets, keys, log, now: () => clock.now });
    const sessions = replica();
    let users = 0;
    await run({
      database,
      process,
      sessions,
      clock,
      replica,
      async makeUser(...roles) {
        const [row] = await database<{ id: string }[]>`
          insert into users (email, display_name, roles) values (${`${++users}@example.com`}, 'Ada', ${roles})
          returning id`;
        return (await readUser(database, row!.id))!;
      },
      async signIn(user, kind = SessionKind.SITE, factors = ["password"]) {
        return (await sessions.begin(user, { kind, device: DEVICE, factors })).refreshToken!;
      },
      async principalOf({ accessToken }) {
        return (await readAccessToken(accessToken!, createLocalJWKSet(await keys.publicKeys()))).principal;
      },
    });
  });
}
