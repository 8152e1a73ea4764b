import type { CertificateFiles, Workload } from "../certificates/prepare.ts";
import { delay } from "../../services/kit/delay.ts";
import { freePort } from "../free_port.ts";
import { StartError } from "../start_error.ts";
import type { ShopParts } from "./processes.ts";
import type { Secrets } from "./state.ts";

const SITE_PORT = 8000;
const MAX_PORT = 65_535;
const LOOPBACK = "127.0.0.1";
/** How long the edge of a killed supervisor may take to notice that it is alone. */
const ORPHAN_PATIENCE_MS = 8_000;
const POLL_MS = 100;

/** What this machine's person chose through the environment. A missing server means: the embedded one. */
export interface Choices {
  host: string;
  port: number;
  userDatabase: string | undefined;
  orderDatabase: string | undefined;
  redis: { url: string; token: string } | undefined;
  smtpUrl: string | undefined;
  /** Whether a provider of the shop owner's takes the money, in the bank's place. */
  hasPaymentProvider: boolean;
}

/** Reads the choices, and refuses those that cannot work. */
export function readChoices(): Choices {
  const redisUrl = readUrl("UPSTASH_REDIS_REST_URL", ["http:", "https:"]);
  const redisToken = Deno.env.get("UPSTASH_REDIS_REST_TOKEN") || undefined;
  if ((redisUrl === undefined) !== (redisToken === undefined)) {
    throw new StartError("Cannot use Redis: set both UPSTASH_REDIS_REST_URL and UPSTASH_REDIS_REST_TOKEN, or neither");
  }
  return {
    host: Deno.env.get("HOST") || LOOPBACK,
    port: readPort(),
    userDatabase: readUrl("DATABASE_URL_USER", ["postgres:", "postgresql:"]),
    orderDatabase: readUrl("DATABASE_URL_ORDER", ["postgres:", "postgresql:"]),
    redis: redisUrl !== undefined && redisToken !== undefined ? { url: redisUrl, token: redisToken } : undefined,
    smtpUrl: readUrl("SMTP_URL", ["smtp:", "smtps:"]),
    hasPaymentProvider: (Deno.env.get("PAYMENT_PROVIDER") || "test") !== "test",
  };
}

function readPort(): number {
  const text = Deno.env.get("PORT") || String(SITE_PORT);
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= MAX_PORT) return port === 0 ? freePort() : port;
  throw new StartError(`Cannot use PORT "${text}": it must be a number up to ${MAX_PORT}`);
}

function readUrl(name: string, protocols: string[]): string | undefined {
  const text = Deno.env.get(name);
  if (!text) return undefined;
  if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text;
  throw new StartError(`Cannot use ${name}: it must be a URL that starts with ${protocols.join("// or ")}//`);
}

/** Makes sure that the site's port is free, giving the processes of a killed supervisor (`crashed`) time to leave it. */
export async function checkPort({ host, port }: Choices, crashed: boolean): Promise<void> {
  const deadline = Date.now() + (crashed ? ORPHAN_PATIENCE_MS : 0);
  for (;;) {
    try {
      return Deno.listen({ hostname: host, port }).close();
    } catch (error) {
      const taken = error instanceof Deno.errors.AddrInUse;
      if (!taken) {
        throw new StartError(`Cannot listen on port ${port} of "${host}": ${String(error)}. Choose another with PORT.`);
      }
      if (Date.now() > deadline) {
        throw new StartError(
          `Cannot listen on port ${port}: another program uses it. Stop that program, or choose another port with PORT.`,
        );
      }
      await delay(POLL_MS);
    }
  }
}

/** Fills in what was not chosen: embedded servers on ports that are free now, and stay for as long as the shop runs. */
export function fillIn(
  choices: Choices,
  secrets: Secrets,
  postgresPort: number,
  certificates: (workload: Workload) => CertificateFiles,
  dev: boolean,
): ShopParts {
  const embedded = (role: string, password: string) =>
    `postgres://${role}:${password}@${LOOPBACK}:${postgresPort}/${role}`;
  return {
    site: { host: choices.host, port: choices.port },
    userService: `${LOOPBACK}:${freePort(choices.port)}`,
    orderService: `${LOOPBACK}:${freePort(choices.port)}`,
    userDatabase: choices.userDatabase ?? embedded("shopflow_user", secrets.userPassword),
    orderDatabase: choices.orderDatabase ?? embedded("shopflow_order", secrets.orderPassword),
    redisUrl: choices.redis?.url ?? `http://${LOOPBACK}:${freePort(choices.port)}`,
    redisToken: choices.redis?.token ?? secrets.redisToken,
    smtpUrl: choices.smtpUrl ?? `smtp://${LOOPBACK}:${freePort(choices.port)}`,
    mailboxUrl: choices.smtpUrl === undefined ? `http://${LOOPBACK}:${freePort(choices.port)}/` : undefined,
    bank: choices.hasPaymentProvider ? undefined : {
      url: `http://${LOOPBACK}:${freePort(choices.port)}`,
      token: secrets.bankToken,
      webhookSecret: secrets.bankWebhookSecret,
      tellsShop: true,
    },
    cookieKey: secrets.cookieKey,
    userSecret: secrets.userSecret,
    certificates,
    dev,
  };
}
