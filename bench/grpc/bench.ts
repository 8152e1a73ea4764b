import { create, toBinary } from "@bufbuild/protobuf";
import * as grpc from "@grpc/grpc-js";
import { Buffer } from "node:buffer";
import assert from "node:assert/strict";
import { type CertificateFiles, prepareCertificates } from "../../dev/certificates/prepare.ts";
import { CartSchema, CartService } from "../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { connect, createClient } from "../../services/kit/grpc/client.ts";
import { type Identity, readIdentity } from "../../services/kit/tls.ts";
import { startProgram } from "../program.ts";
import { RATIO_COLUMNS, type Report } from "../report.ts";
import { closedLoop, compare } from "../rounds.ts";
import { CART } from "./cart.ts";
import { ECHO } from "./echo.ts";

const CONCURRENCY = 32;
const GUEST = "9b2f6c1e-3f0a-4d1e-8a55-0c9d5c1f7a10";

/** A call through the kit against grpc-js echoing as many bytes; each between two processes, over mutual TLS. */
export async function benchGrpc(report: Report): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "shopflow-bench-" });
  const certificates = await prepareCertificates(`${folder}/certificates`);
  await using kit = await startProgram("grpc/kit_server.ts", tls(certificates("order")));
  await using bare = await startProgram("grpc/bare_server.ts", tls(certificates("order")));
  const identity = await readIdentity(certificates("edge"));
  await Deno.remove(folder, { recursive: true });

  const connection = connect({
    target: `127.0.0.1:${kit.port}`,
    workload: "order",
    identity,
    services: [CartService],
  });
  const carts = createClient(CartService, connection);
  const channel = bareChannel(bare.port, identity);
  const bytes = Buffer.from(toBinary(CartSchema, create(CartSchema, CART)));

  assert.deepEqual((await carts.getCart({ guestId: GUEST })).cart, create(CartSchema, CART));
  assert.deepEqual(await echo(channel, bytes), bytes);
  const { call } = await compare(closedLoop(CONCURRENCY, () => echo(channel, bytes)), {
    call: closedLoop(CONCURRENCY, () => carts.getCart({ guestId: GUEST })),
  });
  connection.close();
  channel.close();
  report.table(
    `gRPC: calls a second, ${CONCURRENCY} at a time, answers of ${bytes.length} bytes`,
    ...RATIO_COLUMNS,
    "budget",
  );
  report.ratio("a call through the kit", call, 0.5);
}

const tls = ({ TLS_CA, TLS_CERT, TLS_KEY }: CertificateFiles) => ({ TLS_CA, TLS_CERT, TLS_KEY });

function bareChannel(port: number, { ca, cert, key }: Identity): grpc.Client {
  const [root, chain, secret] = [ca, cert, key].map((pem) => Buffer.from(pem));
  const credentials = grpc.credentials.createSsl(root!, secret!, chain!, { checkServerIdentity: () => undefined });
  return new grpc.Client(`127.0.0.1:${port}`, credentials, { "grpc.ssl_target_name_override": "order" });
}

function echo(channel: grpc.Client, bytes: Buffer): Promise<Buffer> {
  const { path, requestSerialize, responseDeserialize } = ECHO;
  return new Promise((resolve, reject) =>
    channel.makeUnaryRequest(path, requestSerialize, responseDeserialize, bytes, (error, response) => {
      if (error) reject(error);
      else resolve(response!);
    })
  );
}
