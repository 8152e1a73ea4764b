import { Buffer } from "node:buffer";
import { z } from "zod";
import { common, hostPort, port, readConfig, tlsPaths, url } from "../services/kit/config.ts";

const COOKIE_KEY_MIN_BYTES = 32;

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function flag() {
  return z.enum(["0", "1"], "must be 0 or 1").default("0").transform((text) => text === "1");
}

const settings = {
  ...common,
  ...tlsPaths,
  HOST: z.string().default("127.0.0.1"),
  PORT: port(),
  ORDER_SERVICE: hostPort(),
  USER_SERVICE: hostPort(),
  COOKIE_KEY: z.base64url("must be base64url without padding").transform((text) => Buffer.from(text, "base64url"))
    .refine((key) => key.length >= COOKIE_KEY_MIN_BYTES, `must hold at least ${COOKIE_KEY_MIN_BYTES} bytes`),
  UPSTASH_REDIS_REST_URL: url(["http", "https"]),
  UPSTASH_REDIS_REST_TOKEN: z.string(),
  PUBLIC_ORIGIN: z.string().refine(isOrigin, "must be an origin such as https://shop.example, without a path")
    .optional(),
  // Whose pages shoppers may be sent to when they pay, separated by commas.
  PAYMENT_ORIGINS: z.string().default("").transform((text) => text.split(",").filter((origin) => origin !== ""))
    .refine(
      (origins) => origins.every(isOrigin),
      "must be origins such as https://hooks.stripe.com, separated by commas",
    ),
  // Whether the test bank takes the money, so that its cards may be typed into the checkout.
  TEST_CARDS: flag(),
  // Prices in filters are read in it, and facets shown.
  CURRENCY: z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code such as GBP").default("GBP"),
  // How many of our own proxies add to X-Forwarded-For before a request arrives here.
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(0),
  WRITES_PER_MINUTE: z.coerce.number().int().min(1).default(300),
  // How often one address may try to sign in, register, or ask for a mail.
  IDENTITY_PER_MINUTE: z.coerce.number().int().min(1).default(20),
  DEV: flag(),
};

/** The edge's configuration. */
export type EdgeConfig = ReturnType<typeof readEdgeConfig>;

/**
 * Reads the edge's configuration from the environment, once.
 *
 * @throws {ConfigError} with every problem
 */
export function readEdgeConfig(read?: (name: string) => string | undefined) {
  return readConfig(settings, read);
}
