import { fromBinary } from "@bufbuild/protobuf";
import assert from "node:assert/strict";
import { buf } from "../../dev/proto/buf.ts";
import { serveForTest, testIdentity } from "../../dev/testing/grpc.ts";
import { type ErrorInfo, ErrorInfoSchema } from "../../proto/gen/shopflow/common/v1/error_pb.ts";
import { CatalogService } from "../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { ErrorCode, ShopError } from "../../services/kit/errors.ts";
import { implement } from "../../services/kit/grpc/implementation.ts";

const missing = () =>
  Promise.reject(new ShopError(ErrorCode.NOT_FOUND, 'Cannot read product "mug": it does not exist'));
const catalog = implement(CatalogService, {
  listCategories: () => Promise.resolve({ categories: [{ slug: "kitchen", name: "Kitchen", productCount: 3 }] }),
  getProduct: missing,
  listProducts: missing,
  searchProducts: missing,
  importProducts: missing,
  exportProducts: async function* () {
    yield await Promise.resolve({ rows: [{ sku: "A" }] });
    yield { rows: [{ sku: "B" }] };
  },
});

/** Calls the server with buf's own gRPC client, which learns the contracts by reflection. */
async function withCurl(run: (curl: (...args: string[]) => Promise<string>) => Promise<void>): Promise<void> {
  await using server = await serveForTest([catalog]);
  const folder = await Deno.makeTempDir();
  try {
    const { ca, cert, key } = await testIdentity({ workload: "edge" });
    for (const [name, text] of Object.entries({ ca, cert, key })) {
      await Deno.writeTextFile(`${folder}/${name}.pem`, text);
    }
    const tls = ["ca", "cert", "key"].flatMap((
      name,
    ) => [name === "ca" ? "--cacert" : `--${name}`, `${folder}/${name}.pem`]);
    const reflect = ["--protocol", "grpc", "--reflect-protocol", "grpc-v1", ...tls];
    await run(async (...args) => {
      const [path = "", ...rest] = args;
      return await buf(["curl", ...reflect, ...rest, `https://localhost:${server.port}${path}`]);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const PATH = "/shopflow.order.v1.CatalogService";

Deno.test("a foreign client lists the services by reflection", () =>
  withCurl(async (curl) => {
    const services = (await curl("", "--list-services")).split("\n");
    assert.ok(services.includes("shopflow.order.v1.CatalogService"), services.join());
    assert.ok(services.includes("grpc.health.v1.Health"), services.join());
  }));

Deno.test("a foreign client calls a method and reads a stream", () =>
  withCurl(async (curl) => {
    const { categories } = JSON.parse(await curl(`${PATH}/ListCategories`));
    assert.deepEqual(categories, [{ slug: "kitchen", name: "Kitchen", productCount: 3 }]);
    const rows = await curl(`${PATH}/ExportProducts`);
    assert.deepEqual([...rows.matchAll(/"sku": ?"(\w)"/g)].map(([, sku]) => sku), ["A", "B"]);
  }));

/** What a failed call of buf's client tells: the gRPC code and our details. */
async function failureOf(call: Promise<string>): Promise<{ code: string; info: ErrorInfo }> {
  const said = await call.then(() => assert.fail("it succeeded"), (error: Error) => error.message);
  const { code, details } = JSON.parse(said.slice(said.indexOf("{")));
  assert.equal(details[0].type, "shopflow.common.v1.ErrorInfo");
  return {
    code,
    info: fromBinary(ErrorInfoSchema, Uint8Array.fromBase64(details[0].value, { lastChunkHandling: "loose" })),
  };
}

Deno.test("a foreign client reads our typed errors", () =>
  withCurl(async (curl) => {
    const { code, info } = await failureOf(curl(`${PATH}/GetProduct`, "-d", '{"slug":"mug"}'));
    assert.equal(code, "not_found");
    assert.equal(info.code, ErrorCode.NOT_FOUND);
  }));

Deno.test("a foreign client is told which field breaks a rule", () =>
  withCurl(async (curl) => {
    const { code, info } = await failureOf(curl(`${PATH}/GetProduct`, "-d", '{"slug":""}'));
    assert.equal(code, "invalid_argument");
    assert.deepEqual(info.violations.map(({ field }) => field), ["slug"]);
  }));
