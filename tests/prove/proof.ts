import { join } from "node:path";
import postgres from "postgres";
import { type CertificateFiles, prepareCertificates, type Workload } from "../../dev/certificates/prepare.ts";
import { freePort } from "../../dev/free_port.ts";
import { type Clients, openClients } from "../../edge/clients/clients.ts";
import { OperationsService, WebhookService } from "../../proto/gen/shopflow/operations/v1/operations_pb.ts";
import { UserService } from "../../proto/gen/shopflow/user/v1/user_pb.ts";
import { CheckService } from "../../proto/gen/shopflow/order/v1/check_pb.ts";
import type { DebugPoint } from "../../services/kit/debug_point.ts";
import { type Client, connect, createClient } from "../../services/kit/grpc/client.ts";
import { readIdentity } from "../../services/kit/tls.ts";
import { type Shop, startShop } from "../shop.ts";
import { Bank } from "./bank.ts";
import { History } from "./history.ts";
import { Random } from "./random.ts";

/** How many of everything. "small" is for every merge, "full" for the night. */
export type Scale = "small" | "full";

/** A shop to break, and all that is needed to break it and to see whether it broke. */
export interface Proof extends AsyncDisposable {
  readonly scale: Scale;
  /** By how much times may be exceeded: the tests' machine does other things as well. */
  readonly slack: number;
  readonly random: Random;
  readonly history: History;
  readonly shop: Shop;
  readonly bank: Bank;
  /** host:port of each service. */
  readonly addresses: { orderService: string; userService: string };
  /** What the edge calls, called directly: 1,000 buyers are then no test of HTML. */
  readonly clients: Clients;
  /** What staff call. */
  readonly operator: {
    checks: Client<typeof CheckService>;
    operations: Client<typeof OperationsService>;
    webhooks: Client<typeof WebhookService>;
    users: Client<typeof UserService>;
  };
  /** Where the order service may send webhooks to. */
  readonly webhookPort: number;
  readonly certificates: (workload: Workload) => CertificateFiles;
  /** The order service's database, as the service sees it. */
  readonly database: postgres.Sql<{ bigint: bigint }>;
  /** Makes the process that comes to this point next kill itself there, or stop; resolves when it is armed. */
  arm(point: DebugPoint, how?: "kill" | "pause"): Promise<void>;
}

/** Starts a shop with a state of its own for experiments. */
export async function startProof({ scale, seed, historyPath }: {
  scale: Scale;
  seed: number;
  historyPath: string;
}): Promise<Proof> {
  const webhookPort = freePort();
  const points = await Deno.makeTempDir({ prefix: "shopflow-points-" });
  await Deno.chmod(points, 0o777);
  const shop = await startShop({
    env: {
      SHOPFLOW_DEBUG_POINTS: points,
      WEBHOOK_HOSTS: `127.0.0.1:${webhookPort}`,
      // What is measured is the shop under load, not its limits on visitors nor a pretended carrier.
      WRITES_PER_MINUTE: "100000000",
      IDENTITY_PER_MINUTE: "100000000",
      TEST_CARRIER_STEP_SECONDS: "0",
      // So that what a killed process was at is soon taken up, and a run of all experiments does not last for hours.
      LEASE_SECONDS: "2",
    },
  });
  const addresses = await readAddresses(shop);
  const { orderService, userService } = addresses;
  const certificates = await prepareCertificates(join(shop.state, "certificates"));
  const clients = openClients({ orderService, userService, identity: await readIdentity(certificates("edge")) });
  const identity = await readIdentity(certificates("operator"));
  const services = [CheckService, OperationsService, WebhookService];
  const order = connect({ target: orderService, workload: "order", identity, services });
  const user = connect({ target: userService, workload: "user", identity, services: [UserService] });
  const database = await openOrderDatabase(shop);
  const history = new History(historyPath);
  return {
    scale,
    slack: scale === "full" ? 1 : 5,
    random: new Random(seed),
    history,
    shop,
    bank: new Bank(shop),
    addresses,
    clients,
    operator: {
      checks: createClient(CheckService, order),
      operations: createClient(OperationsService, order),
      webhooks: createClient(WebhookService, order),
      users: createClient(UserService, user),
    },
    webhookPort,
    certificates,
    database,
    arm: (point, how) => Deno.writeTextFile(join(points, how === "pause" ? `${point}.pause` : point), ""),
    async [Symbol.asyncDispose]() {
      history[Symbol.dispose]();
      clients.close();
      order.close();
      user.close();
      await database.end({ timeout: 1 });
      await shop[Symbol.asyncDispose]();
      await Deno.remove(points, { recursive: true });
    },
  };
}

async function readAddresses(shop: Shop): Promise<{ orderService: string; userService: string }> {
  const { ORDER_SERVICE: orderService } = JSON.parse(await Deno.readTextFile(join(shop.state, "operator.json")));
  const userService = /user service +(\S+)/.exec(shop.output())![1]!;
  return { orderService, userService };
}

async function openOrderDatabase(shop: Shop): Promise<postgres.Sql<{ bigint: bigint }>> {
  const { orderPassword } = JSON.parse(await Deno.readTextFile(join(shop.state, "secrets.json")));
  const [, , , port] = (await Deno.readTextFile(join(shop.state, "postgres/data/postmaster.pid"))).split("\n");
  return postgres(`postgres://shopflow_order:${orderPassword}@127.0.0.1:${port}/shopflow_order`, {
    max: 4,
    types: { bigint: postgres.BigInt },
    backoff: () => 0.1,
    onnotice: () => {},
  });
}
