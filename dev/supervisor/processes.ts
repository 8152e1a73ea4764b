import type { CertificateFiles, Workload } from "../certificates/prepare.ts";
import type { Cluster } from "../postgres/cluster.ts";
import { denoProcess, packagesFolder } from "./deno_process.ts";
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
  cookieKey: string;
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
};
const LOCAL_HOSTS = ["127.0.0.1", "0.0.0.0"];
/** The shop owner's choices that processes take over from our own environment. */
const FOR_ALL = ["LOG_LEVEL"];
const FOR_ORDER = ["TEST_CARRIER_STEP_SECONDS"];
const FOR_EDGE = ["CURRENCY", "PUBLIC_ORIGIN", "TRUSTED_PROXIES", "WRITES_PER_MINUTE"];

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

/** The user service and the order service. */
export async function serviceProcesses(shop: ShopParts): Promise<ProcessSpec[]> {
  const packages = await packagesFolder(); // gRPC reflection reads its contract there
  const service = async (
    name: "user" | "order",
    address: string,
    database: string,
    own: Record<string, string> = {},
  ) => {
    const files = shop.certificates(name);
    return denoProcess({
      name,
      main: `services/${name}/main.ts`,
      env: { PORT: portOf(address), DATABASE_URL: database, ...files, ...own, ...pick(FOR_ALL) },
      net: [address, hostOf(database)],
      read: [...Object.values(files), `services/${name}/migrations`, packages],
      ready: await grpcProbe(address, shop.certificates("operator")),
    });
  };
  return [
    await service("user", shop.userService, shop.userDatabase),
    // Without a warehouse, a test carrier lets people see their orders move.
    await service("order", shop.orderService, shop.orderDatabase, {
      TEST_CARRIER_STEP_SECONDS: "8",
      ...pick(FOR_ORDER),
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
      DEV: shop.dev ? "1" : "0",
      ...files,
      ...pick([...FOR_ALL, ...FOR_EDGE]),
    },
    net: [`${host}:${port}`, shop.userService, shop.orderService, hostOf(shop.redisUrl)],
    read: [...Object.values(files), ...SITE_SOURCES, await packagesFolder()],
    ready: httpProbe(`${siteUrl(shop)}api/v1/health/`),
  });
}

/** How an operator's commands reach the order service. */
export function operatorEnvironment(shop: ShopParts): Record<string, string> {
  return {
    ORDER_SERVICE: shop.orderService,
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
