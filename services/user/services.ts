import type { Redis } from "@upstash/redis";
import { AccountService } from "../../proto/gen/shopflow/user/v1/account_pb.ts";
import { IdentityService } from "../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { TokenService } from "../../proto/gen/shopflow/user/v1/token_pb.ts";
import { UserService } from "../../proto/gen/shopflow/user/v1/user_pb.ts";
import type { TokenSource } from "../kit/auth/token_verifier.ts";
import type { Database } from "../kit/database.ts";
import { operationsService } from "../kit/dead_letters/service.ts";
import { implement, type Implementation } from "../kit/grpc/implementation.ts";
import type { Log } from "../kit/log.ts";
import type { WorkflowEngine } from "../kit/workflow/engine.ts";
import { credentialHandlers, registrationHandlers, setUpHandlers } from "./accounts/handlers.ts";
import { factorHandlers } from "./factors/handlers.ts";
import { relyingPartyOf } from "./factors/relying_party.ts";
import { tokenHandlers } from "./keys/handlers.ts";
import { Passwords } from "./passwords/passwords.ts";
import type { Customers } from "./privacy/customers.ts";
import { privacyHandlers } from "./privacy/handlers.ts";
import { profileHandlers } from "./profile/handlers.ts";
import type { Secrets } from "./secrets.ts";
import { sessionAccountHandlers, sessionIdentityHandlers } from "./sessions/handlers.ts";
import type { Sessions } from "./sessions/sessions.ts";
import { reauthenticationHandlers, signInHandlers } from "./sign_in/handlers.ts";
import { Throttle } from "./sign_in/throttle.ts";
import { Tickets } from "./sign_in/tickets.ts";
import { staffHandlers } from "./staff/handlers.ts";

/** What the user service is made of. */
export interface UserServiceParts {
  database: Database;
  redis: Redis;
  secrets: Secrets;
  sessions: Sessions;
  /** What access tokens are checked with, here and elsewhere. */
  source: TokenSource;
  engine: WorkflowEngine;
  customers: Customers;
  /** Address of the site, such as "https://shop.example". */
  publicOrigin: string;
  log: Log;
}

/** All that the user service serves. */
export function userServices(options: UserServiceParts): Implementation[] {
  const { database, redis, secrets, publicOrigin } = options;
  const parts = {
    ...options,
    passwords: new Passwords(),
    throttle: new Throttle({ redis, secrets }),
    tickets: new Tickets(redis),
    relyingParty: relyingPartyOf(publicOrigin),
    now: Date.now,
  };
  return [
    implement(IdentityService, {
      ...registrationHandlers(parts),
      ...sessionIdentityHandlers(parts),
      ...signInHandlers(parts),
    }),
    implement(AccountService, {
      ...credentialHandlers(parts),
      ...factorHandlers(parts),
      ...privacyHandlers(parts),
      ...profileHandlers(parts),
      ...reauthenticationHandlers(parts),
      ...sessionAccountHandlers(parts),
    }),
    implement(UserService, { ...setUpHandlers(parts), ...staffHandlers(parts) }),
    implement(TokenService, tokenHandlers(parts)),
    operationsService(database),
  ];
}
