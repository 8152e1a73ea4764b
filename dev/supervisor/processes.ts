import { join } from "node:path";
import type { CertificateFiles, Workload } from "../certificates/prepare.ts";
import type { Cluster } from "../postgres/cluster.ts";
import { type DenoProcess, denoProcess, packagesFolder } from "./deno_process.ts";
import { pick } from "./environment.ts";
import { grpcProbe, httpProbe } from "./probes.ts";
import type { ProcessSpec } from "./supervised_process.ts";

/** What the shop's processes are made from. Addresses are `host:port`; URLs hold passwords. */
export interface ShopParts {
  site: { host: string; port: number };
  userService: string;
  orderService: string;
  userDatabase: string;
  orderDatabase: string;
  redisUrl: string;
  redisToken: string;
  /** Who takes mail; undefined: nobody, and none is sent. */
  smtpUrl: string | undefined;
  /** Where people read mail; undefined when it goes to a server of the shop owner's. */
  mailboxUrl: string | undefined;
  /** The embedded bank; undefined when the shop owner's own payment provider takes the money. */
  bank: { url: string; token: string; webhookSecret: string; tellsShop: boolean } | undefined;
  cookieKey: string;
  /** What the user service keeps secret things with. */
  userSecret: string;
  certificates: (workload: Workload) => CertificateFiles;
  /** Tells browsers to reload when the edge starts anew. */
  dev: boolean;
}

const POSTGRES_STOP_TIMEOUT_MS = 10_000;
const DEFAULT_PORTS: Record<string, string> = {
  "http:": "80",
  "https:": "443",
  "postgres:": "5432",
  "postgresql:": "5432",
  "smtp:": "587",
  "smtps:": "465",
};
const LOCAL_HOSTS = ["127.0.0.1", "0.0.0.0"];
/** The shop owner's choices that processes take over from our own environment. */
const FOR_ALL = ["LOG_LEVEL"];
const FOR_ORDER = [
  "SHOPFLOW_DEBUG_POINTS",
  "TEST_CARRIER_STEP_SECONDS",
  "LEASE_SECONDS",
  "PUBLIC_ORIGIN",
  "MAIL_FROM",
  "STAFF_EMAIL",
];
const FOR_USER = ["PUBLIC_ORIGIN", "MAIL_FROM"];
const FOR_PAYMENTS = ["PAYMENT_PROVIDER", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"];
const STRIPE = "api.stripe.com:443";
/** Where Stripe asks shoppers who they are. */
const STRIPE_PAGES = "https://hooks.stripe.com";
const FOR_EDGE = [
  "CURRENCY",
  "IDENTITY_PER_MINUTE",
  "PAYMENT_ORIGINS",
  "PUBLIC_ORIGIN",
  "TRUSTED_PROXIES",
  "WRITES_PER_MINUTE",
];

/** The built site is loaded by a computed name, so reading its sources is a matter of permission. */
const SITE_SOURCES = [
  "dist",
  "static",
  "routes",
  "islands",
  "components",
  "utils.ts",
  "edge",
  "services/kit",
  "proto/gen",
];

/** The embedded PostgreSQL server. */
export function postgresProcess(cluster: Cluster): ProcessSpec {
  return {
    name: "postgres",
    spawn: cluster.spawn,
    ready: cluster.ready,
    stopSignal: "SIGINT",
    stopTimeoutMs: POSTGRES_STOP_TIMEOUT_MS,
  };
}

/** The embedded Redis endpoint. */
export function redisProcess({ redisUrl, redisToken }: ShopParts): ProcessSpec {
  return denoProcess({
    name: "redis",
    main: "services/redis/main.ts",
    env: { PORT: new URL(redisUrl).port, UPSTASH_REDIS_REST_TOKEN: redisToken, ...pick(FOR_ALL) },
    net: [new URL(redisUrl).host],
    read: [],
    ready: httpProbe(new URL("health", redisUrl).href),
  });
}

/** The embedded mailbox, which keeps mails in a folder. Nothing when mail goes elsewhere. */
export async function mailboxProcess({ smtpUrl, mailboxUrl }: ShopParts, mails: string): Promise<ProcessSpec[]> {
  if (mailboxUrl === undefined || smtpUrl === undefined) return [];
  await Deno.mkdir(mails, { recursive: true, mode: 0o700 });
  return [denoProcess({
    name: "mailbox",
    main: "services/mailbox/main.ts",
    env: { PORT: portOf(hostOf(mailboxUrl)), SMTP_PORT: portOf(hostOf(smtpUrl)), MAILS: mails, ...pick(FOR_ALL) },
    net: [hostOf(mailboxUrl), hostOf(smtpUrl)],
    read: [mails],
    write: [mails],
    ready: httpProbe(`${mailboxUrl}health`),
  })];
}

/** The embedded bank, which keeps its books in a folder. Nothing when a real provider takes the money. */
export async function bankProcess(shop: ShopParts, books: string): Promise<ProcessSpec[]> {
  if (shop.bank === undefined) return [];
  await Deno.mkdir(books, { recursive: true, mode: 0o700 });
  const { url, token, webhookSecret, tellsShop } = shop.bank;
  return [denoProcess({
    name: "bank",
    main: "services/bank/main.ts",
    env: {
      PORT: portOf(hostOf(url)),
      BANK_FILE: join(books, "bank.db"),
      BANK_TOKEN: token,
      BANK_WEBHOOK_SECRET: webhookSecret,
      ...(tellsShop ? { WEBHOOK_URL: `${siteUrl(shop)}api/v1/webhooks/payments/test/` } : {}),
      ...pick(FOR_ALL),
    },
    net: [hostOf(url), hostOf(siteUrl(shop))],
    read: [books],
    write: [books],
    ready: httpProbe(`${url}/health`),
  })];
}

/** How the order service reaches whoever takes the money. */
function paymentParts({ bank }: ShopParts): { env: Record<string, string>; net: string } {
  if (bank === undefined) return { env: pick(FOR_PAYMENTS), net: STRIPE };
  const { url, token, webhookSecret } = bank;
  const env = { PAYMENT_PROVIDER: "test", BANK_URL: url, BANK_TOKEN: token, BANK_WEBHOOK_SECRET: webhookSecret };
  return { env, net: hostOf(url) };
}

/** Where webhooks may go besides: hosts of this machine with ports, such as "127.0.0.1:9000". Nowhere unless the owner says. */
function webhookParts(): { env: Record<string, string>; net: string[] } {
  const { WEBHOOK_HOSTS: hosts } = pick(["WEBHOOK_HOSTS"]);
  return hosts ? { env: { WEBHOOKS_TO_LOOPBACK: "1" }, net: hosts.split(",") } : { env: {}, net: [] };
}

/** The user service and the order service. */
export async function serviceProcesses(shop: ShopParts): Promise<ProcessSpec[]> {
  const packages = await packagesFolder(); // gRPC reflection reads its contract there
  const service = async (
    name: "user" | "order",
    parts: Pick<DenoProcess, "env" | "net"> & Partial<Pick<DenoProcess, "read" | "ffi">> & {
      address: string;
      database: string;
    },
  ) => {
    const { address, database, env, net, read = [], ffi = [] } = parts;
    const files = shop.certificates(name);
    return denoProcess({
      name,
      main: `services/${name}/main.ts`,
      env: { PORT: portOf(address), DATABASE_URL: database, ...files, ...env, ...pick(FOR_ALL) },
      net: [address, hostOf(database), ...net],
      read: [...Object.values(files), `services/${name}/migrations`, "services/kit", packages, ...read],
      ffi,
      ready: await grpcProbe(address, shop.certificates("operator")),
    });
  };
  const [payments, webhooks] = [paymentParts(shop), webhookParts()];
  const mail = shop.smtpUrl === undefined
    ? { env: {}, net: [] }
    : { env: { SMTP_URL: shop.smtpUrl }, net: [hostOf(shop.smtpUrl)] };
  const origin = new URL(siteUrl(shop)).origin;
  return [
    await service("user", {
      address: shop.userService,
      database: shop.userDatabase,
      env: {
        ORDER_SERVICE: shop.orderService,
        USER_SECRET: shop.userSecret,
        UPSTASH_REDIS_REST_URL: shop.redisUrl,
        UPSTASH_REDIS_REST_TOKEN: shop.redisToken,
        PUBLIC_ORIGIN: origin,
        ...mail.env,
        MAIL_FROM: "ShopFlow <accounts@localhost>",
        ...pick(FOR_USER),
      },
      net: [shop.orderService, hostOf(shop.redisUrl), ...mail.net],
      // Passwords are hashed by a native library; it looks there which of its builds fits this machine
      read: ["/usr/bin/ldd"],
      ffi: [join(packages, "registry.npmjs.org/@node-rs")],
    }),
    await service("order", {
      address: shop.orderService,
      database: shop.orderDatabase,
      env: {
        // Without a warehouse, a test carrier lets people see their orders move.
        TEST_CARRIER_STEP_SECONDS: "8",
        USER_SERVICE: shop.userService,
        PUBLIC_ORIGIN: origin,
        ...mail.env,
        MAIL_FROM: "ShopFlow <orders@localhost>",
        STAFF_EMAIL: "staff@localhost",
        ...payments.env,
        ...webhooks.env,
        ...pick(FOR_ORDER),
      },
      net: [shop.userService, ...mail.net, payments.net, ...webhooks.net],
    }),
  ];
}

/** The edge: site and API. */
export async function edgeProcess(shop: ShopParts): Promise<ProcessSpec> {
  const files = shop.certificates("edge");
  const { host, port } = shop.site;
  return denoProcess({
    name: "edge",
    main: "edge/main.ts",
    env: {
      HOST: host,
      PORT: String(port),
      USER_SERVICE: shop.userService,
      ORDER_SERVICE: shop.orderService,
      UPSTASH_REDIS_REST_URL: shop.redisUrl,
      UPSTASH_REDIS_REST_TOKEN: shop.redisToken,
      COOKIE_KEY: shop.cookieKey,
      TEST_CARDS: shop.bank ? "1" : "0",
      PAYMENT_ORIGINS: shop.bank ? `http://localhost:${portOf(hostOf(shop.bank.url))}` : STRIPE_PAGES,
      DEV: shop.dev ? "1" : "0",
      ...files,
      ...pick([...FOR_ALL, ...FOR_EDGE]),
    },
    net: [`${host}:${port}`, shop.userService, shop.orderService, hostOf(shop.redisUrl)],
    read: [...Object.values(files), ...SITE_SOURCES, await packagesFolder()],
    ready: httpProbe(`${siteUrl(shop)}api/v1/health/`),
  });
}

/** How an operator's commands reach the services. */
export function operatorEnvironment(shop: ShopParts): Record<string, string> {
  return {
    ORDER_SERVICE: shop.orderService,
    USER_SERVICE: shop.userService,
    ...shop.certificates("operator"),
  };
}

/** The address for a browser on this machine. */
export function siteUrl({ site: { host, port } }: ShopParts): string {
  return `http://${LOCAL_HOSTS.includes(host) ? "localhost" : host}:${port}/`;
}

/** Host and port of a URL, the port spelled out. */
export function hostOf(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname}:${port || DEFAULT_PORTS[protocol]}`;
}

function portOf(address: string): string {
  return address.slice(address.lastIndexOf(":") + 1);
}
