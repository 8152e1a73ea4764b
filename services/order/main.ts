/** The order service: catalogue, carts, checkout and orders. */
import { z } from "zod";
import { TokenService } from "../../proto/gen/shopflow/user/v1/token_pb.ts";
import { UserService } from "../../proto/gen/shopflow/user/v1/user_pb.ts";
import { remoteTokenSource } from "../kit/auth/remote_source.ts";
import { TokenVerifier } from "../kit/auth/token_verifier.ts";
import { hostPort, url } from "../kit/config.ts";
import { connect } from "../kit/grpc/client.ts";
import { operationsService } from "../kit/dead_letters/service.ts";
import { checkRelay } from "../kit/outbox/outbox_health.ts";
import { runRelay } from "../kit/outbox/relay.ts";
import { runService } from "../kit/service.ts";
import { WorkflowEngine } from "../kit/workflow/engine.ts";
import { cartService } from "./cart/service.ts";
import { catalogService } from "./catalog/service.ts";
import { checkService } from "./check/service.ts";
import { Checkout } from "./checkout/checkout.ts";
import { userServiceCustomers } from "./checkout/customers.ts";
import { checkoutService } from "./checkout/service.ts";
import { unitsSold } from "./consumers/units_sold.ts";
import { customerService } from "./customers/service.ts";
import { fulfilmentService } from "./fulfilment/service.ts";
import { runTestCarrier } from "./fulfilment/test_carrier.ts";
import { inventoryService } from "./inventory/service.ts";
import { scheduleJobs } from "./jobs.ts";
import { openOrderMail, orderMailSettings } from "./mail/config.ts";
import { MIGRATIONS } from "./migrations.ts";
import { orderService } from "./orders/service.ts";
import { openCashier } from "./payments/cashier.ts";
import { openProvider, paymentConfig } from "./payments/open_provider.ts";
import { paymentService } from "./payments/service.ts";
import { pricingService } from "./pricing/service.ts";
import { webhookService } from "./webhooks/service.ts";
import { webhookConsumer } from "./webhooks/webhook_consumer.ts";

/** A receiver elsewhere may take longer than a step of a workflow. */
const relayTimes = (leaseSeconds: number) => ({ leaseSeconds: 3 * leaseSeconds, timeoutMs: 2_000 * leaseSeconds });

await runService({
  name: "order",
  migrations: MIGRATIONS,
  config: {
    // 0 turns the test carrier off: orders then wait for a real one.
    TEST_CARRIER_STEP_SECONDS: z.coerce.number().min(0).max(86_400).default(0),
    // 1 lets webhooks go to this machine itself, also by plain HTTP: for development.
    WEBHOOKS_TO_LOOPBACK: z.enum(["0", "1"]).default("0"),
    USER_SERVICE: hostPort(),
    // How long work stays with a process that is not heard of, before another takes it over.
    LEASE_SECONDS: z.coerce.number().min(1).max(300).default(10),
    PUBLIC_ORIGIN: url(["http", "https"]),
    ...paymentConfig,
    ...orderMailSettings,
  },
  parts: async (database, log, config, identity) => {
    const { TEST_CARRIER_STEP_SECONDS: stepSeconds, PUBLIC_ORIGIN: publicOrigin } = config;
    const engine = new WorkflowEngine(database, { log, leaseMs: config.LEASE_SECONDS * 1000 });
    const payments = await openProvider(config, log);
    const cashier = openCashier(engine, database, payments);
    const webhooks = { allowLoopback: config.WEBHOOKS_TO_LOOPBACK === "1" };
    const mail = openOrderMail(database, config);
    const consumers = [unitsSold, webhookConsumer(database, webhooks), ...mail.consumers];
    const users = connect({
      target: config.USER_SERVICE,
      workload: "user",
      identity,
      services: [UserService, TokenService],
    });
    const tokens = new TokenVerifier(remoteTokenSource(users), log);
    const customers = userServiceCustomers(users);
    const { letPaymentGo, requestRefund: startRefund } = cashier;
    const checkout = new Checkout({ database, engine, payments, letPaymentGo, customers, publicOrigin });
    scheduleJobs(engine, database, payments, log);
    return {
      implementations: [
        catalogService(database),
        cartService(database),
        inventoryService(database),
        checkoutService(checkout),
        checkService(database, payments),
        customerService(database, customers),
        orderService(database, log, cashier),
        paymentService({ database, engine, provider: payments, startRefund }),
        fulfilmentService(database, cashier),
        pricingService(database),
        operationsService(database),
        webhookService(database, webhooks),
      ],
      tokens,
      lesserChecks: {
        payments: () => payments.isAway ? Promise.reject(new Error("The provider is away")) : Promise.resolve(),
        events: () => checkRelay(database),
        ...mail.checks,
      },
      background: [
        (signal) => engine.run(signal),
        (signal) => tokens.run(signal),
        (signal) => runRelay({ database, log, consumers, signal, ...relayTimes(config.LEASE_SECONDS) }),
        ...(stepSeconds > 0 ? [(signal: AbortSignal) => runTestCarrier({ database, log, stepSeconds, signal })] : []),
      ],
      close: () => users.close(),
    };
  },
});
