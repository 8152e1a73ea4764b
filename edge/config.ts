import { Buffer } from "node:buffer";
import { z } from "zod";
import { common, hostPort, port, readConfig, tlsPaths, url } from "../services/kit/config.ts";

const COOKIE_KEY_MIN_BYTES = 32;

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
  PUBLIC_ORIGIN: z.string().refine(
    (text) => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text,
    "must be an origin such as https://shop.example, without a path",
  ).optional(),
  // Prices in filters are read in it, and facets shown.
  CURRENCY: z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code such as GBP").default("GBP"),
  // How many of our own proxies add to X-Forwarded-For before a request arrives here.
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(0),
  WRITES_PER_MINUTE: z.coerce.number().int().min(1).default(300),
  DEV: z.enum(["0", "1"], "must be 0 or 1").default("0").transform((text) => text === "1"),
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
