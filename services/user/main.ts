/** The user service: accounts, sessions, roles. */
import { Buffer } from "node:buffer";
import { z } from "zod";
import { CustomerService } from "../../proto/gen/shopflow/order/v1/customer_pb.ts";
import { TokenVerifier } from "../kit/auth/token_verifier.ts";
import { ConfigError, hostPort, url } from "../kit/config.ts";
import { connect } from "../kit/grpc/client.ts";
import { mailSettings } from "../kit/mail/smtp_url.ts";
import { checkRelay } from "../kit/outbox/outbox_health.ts";
import { runRelay } from "../kit/outbox/relay.ts";
import { openRedis } from "../kit/redis.ts";
import { runService } from "../kit/service.ts";
import { WorkflowEngine } from "../kit/workflow/engine.ts";
import { accountRequests } from "./accounts/carry_out_requests.ts";
import { scheduleJobs } from "./jobs.ts";
import { databaseTokenSource } from "./keys/token_source.ts";
import { SigningKeys } from "./keys/signing_keys.ts";
import { openUserMail } from "./mail/config.ts";
import { MIGRATIONS } from "./migrations.ts";
import { orderServiceCustomers } from "./privacy/customers.ts";
import { Secrets } from "./secrets.ts";
import { userServices } from "./services.ts";
import { Sessions } from "./sessions/sessions.ts";

const SECRET_MIN_BYTES = 32;
/** A mail server may take longer than a step of a workflow. */
const RELAY_TIMES = { leaseSeconds: 30, timeoutMs: 20_000 };

/** Another secret than before opens nothing that was sealed: better no service than one that signs nobody in. */
async function openSigningKey(keys: SigningKeys): Promise<void> {
  try {
    await keys.current();
  } catch (cause) {
    throw new ConfigError("Cannot start: USER_SECRET does not open the signing keys in the database", { cause });
  }
}

await runService({
  name: "user",
  migrations: MIGRATIONS,
  config: {
    ORDER_SERVICE: hostPort(),
    USER_SECRET: z.base64url("must be base64url without padding").transform((text) => Buffer.from(text, "base64url"))
      .refine((secret) => secret.length >= SECRET_MIN_BYTES, `must hold at least ${SECRET_MIN_BYTES} bytes`),
    UPSTASH_REDIS_REST_URL: url(["http", "https"]),
    UPSTASH_REDIS_REST_TOKEN: z.string(),
    PUBLIC_ORIGIN: url(["http", "https"]),
    ...mailSettings,
  },
  parts: async (database, log, config, identity) => {
    const redis = openRedis({ url: config.UPSTASH_REDIS_REST_URL, token: config.UPSTASH_REDIS_REST_TOKEN });
    const secrets = new Secrets(config.USER_SECRET);
    const keys = new SigningKeys({ database, secrets });
    await openSigningKey(keys);
    const source = databaseTokenSource(database, keys);
    const tokens = new TokenVerifier(source, log);
    const engine = new WorkflowEngine(database, { log });
    const mail = openUserMail(database, secrets, config);
    const consumers = [accountRequests(secrets), ...mail.consumers];
    const orders = connect({
      target: config.ORDER_SERVICE,
      workload: "order",
      identity,
      services: [CustomerService],
    });
    scheduleJobs(engine, { database, redis, secrets, log });
    return {
      implementations: userServices({
        database,
        redis,
        secrets,
        sessions: new Sessions({ database, redis, secrets, keys, log }),
        source,
        engine,
        customers: orderServiceCustomers(orders),
        publicOrigin: new URL(config.PUBLIC_ORIGIN).origin,
        log,
      }),
      tokens,
      lesserChecks: { redis: () => redis.ping(), events: () => checkRelay(database), ...mail.checks },
      background: [
        (signal) => engine.run(signal),
        (signal) => tokens.run(signal),
        (signal) => runRelay({ database, log, consumers, signal, ...RELAY_TIMES }),
      ],
      close: () => orders.close(),
    };
  },
});
