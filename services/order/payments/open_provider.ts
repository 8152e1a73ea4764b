import { z } from "zod";
import { ConfigError, url } from "../../kit/config.ts";
import type { Log } from "../../kit/log.ts";
import { type GuardedProvider, guardProvider } from "./guard_provider.ts";
import { testProvider } from "./test_provider.ts";

/** Whoever takes the money, and how it is reached. Which of the others are needed depends on the first. */
export const paymentConfig = {
  PAYMENT_PROVIDER: z.enum(["test", "stripe"], "must be test or stripe"),
  BANK_URL: url(["http", "https"]).optional(),
  BANK_TOKEN: z.string().optional(),
  BANK_WEBHOOK_SECRET: z.string().optional(),
  STRIPE_SECRET_KEY: z.string().optional(),
  STRIPE_WEBHOOK_SECRET: z.string().optional(),
};

export type PaymentConfig = z.output<z.ZodObject<typeof paymentConfig>>;

/** The test bank is next door; what takes longer than this will not come. */
const BANK_TIMEOUT_MS = 1_500;
/** Stripe asks the card's bank, which may take several seconds. */
const STRIPE_TIMEOUT_MS = 8_000;
/** The guard's own limit is for what does not keep to the ones above. */
const MARGIN_MS = 500;

/**
 * Opens the provider that the configuration names.
 *
 * @throws {ConfigError} when something is missing that it needs
 */
export async function openProvider(config: PaymentConfig, log: Log): Promise<GuardedProvider> {
  if (config.PAYMENT_PROVIDER === "test") {
    const provider = testProvider({
      url: needed(config, "BANK_URL"),
      token: needed(config, "BANK_TOKEN"),
      webhookSecret: needed(config, "BANK_WEBHOOK_SECRET"),
      timeoutMs: BANK_TIMEOUT_MS,
    });
    return guardProvider(provider, { log, timeoutMs: BANK_TIMEOUT_MS + MARGIN_MS });
  }
  const secretKey = needed(config, "STRIPE_SECRET_KEY");
  const webhookSecret = needed(config, "STRIPE_WEBHOOK_SECRET");
  // Loaded only where used: it takes memory that the test provider does not need
  const { stripeProvider } = await import("./stripe_provider.ts");
  const provider = stripeProvider({ secretKey, webhookSecret, timeoutMs: STRIPE_TIMEOUT_MS });
  // Up to three calls to Stripe make one of ours
  return guardProvider(provider, { log, timeoutMs: 2 * STRIPE_TIMEOUT_MS });
}

function needed(config: PaymentConfig, name: keyof PaymentConfig): string {
  const value = config[name];
  if (value !== undefined) return value;
  throw new ConfigError(`Cannot start: ${name} is missing, which PAYMENT_PROVIDER "${config.PAYMENT_PROVIDER}" needs`);
}
