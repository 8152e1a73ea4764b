import * as grpc from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { serveForTest, testIdentity } from "../../../dev/testing/grpc.ts";
import { CatalogService } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { UserService } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { currentContext, makeContext, traceId, withContext } from "../context.ts";
import { ErrorCode, ShopError } from "../errors.ts";
import { createClient } from "./client.ts";
import { type Call, type Handlers, implement, type Implementation } from "./implementation.ts";
import { unserved } from "../testing/unserved.ts";

type Catalog = Handlers<typeof CatalogService>;

/** A catalogue whose methods fail as not found, but for those given. */
function catalog(handlers: Partial<Catalog>): Implementation {
  const missing = () => Promise.reject(new ShopError(ErrorCode.NOT_FOUND, "Cannot read it: it is not there"));
  const names = CatalogService.methods.map((method) => [method.localName, missing]);
  return implement(CatalogService, { ...Object.fromEntries(names), ...handlers });
}

function rejectsWith(promise: Promise<unknown>, code: ErrorCode): Promise<ShopError> {
  return promise.then(() => assert.fail("it succeeded"), (error) => {
    assert.ok(error instanceof ShopError, String(error));
    assert.equal(ErrorCode[error.code], ErrorCode[code], error.message);
    return error;
  });
}

Deno.test("a call carries typed errors with their details", async () => {
  const details = {
    outOfStock: [{ sku: "A", requested: 3, available: 1 }],
    priceChanged: { currency: "GBP", expectedMinor: 100n, currentMinor: 120n },
    violations: [{ field: "sku", description: "one that exists" }],
  };
  await using server = await serveForTest([catalog({
    listCategories: () => Promise.reject(new ShopError(ErrorCode.OUT_OF_STOCK, "Cannot do it: one left", { details })),
  })]);
  const client = createClient(CatalogService, await server.connect([CatalogService]));
  const error = await rejectsWith(client.listCategories({}), ErrorCode.OUT_OF_STOCK);
  assert.equal(error.message, "Cannot do it: one left");
  assert.deepEqual(error.details, details);
});

Deno.test("a call tells nothing of a bug, and the log tells all", async () => {
  await using server = await serveForTest([catalog({
    listCategories: () => Promise.reject(new TypeError("secret of the implementation")),
  })]);
  const client = createClient(CatalogService, await server.connect([CatalogService]));
  const error = await rejectsWith(client.listCategories({}), ErrorCode.UNSPECIFIED);
  assert.doesNotMatch(error.message, /secret/);
  const entry = server.logged.find((line) => line.level === "error");
  assert.match(JSON.stringify(entry), /secret of the implementation/);
});

Deno.test("a request that breaks its contract's rules is refused with every field, before the handler runs", async () => {
  let runs = 0;
  await using server = await serveForTest([catalog({
    searchProducts: () => {
      runs++;
      return Promise.resolve({ products: [], nextCursor: "" });
    },
  })]);
  const client = createClient(CatalogService, await server.connect([CatalogService]));
  const error = await rejectsWith(client.searchProducts({ query: "", pageSize: 101 }), ErrorCode.INVALID_ARGUMENT);
  assert.deepEqual(error.details.violations?.map(({ field }) => field), ["query", "page_size"]);
  assert.equal(runs, 0);
});

Deno.test("a call carries request id and trace to the service, and on from there", async () => {
  const seen: (ReturnType<typeof currentContext>)[] = [];
  await using server = await serveForTest([catalog({
    listCategories: () => {
      seen.push(currentContext());
      return Promise.resolve({ categories: [] });
    },
  })]);
  const client = createClient(CatalogService, await server.connect([CatalogService]));
  const context = makeContext({ requestId: "request-1" });
  await withContext(context, () => client.listCategories({}));
  assert.equal(seen[0]?.requestId, "request-1");
  assert.equal(traceId(seen[0]!), traceId(context));
  assert.notEqual(seen[0]!.traceparent, context.traceparent, "the span should be its own");
});

Deno.test("a call passes on what is left of its caller's deadline, less a margin", async () => {
  const deadlines: number[] = [];
  await using server = await serveForTest([catalog({
    listCategories: () => {
      deadlines.push(currentContext()!.deadline!);
      return Promise.resolve({ categories: [] });
    },
  })]);
  const client = createClient(CatalogService, await server.connect([CatalogService]));
  const deadline = Date.now() + 1_000;
  await withContext({ ...makeContext(), deadline }, () => client.listCategories({}));
  assert.ok(deadlines[0]! <= deadline - 40, `${deadlines[0]! - deadline} ms after the caller's`);
  assert.ok(deadlines[0]! >= deadline - 400, `${deadlines[0]! - deadline} ms after the caller's`);
});

Deno.test("a call ends at its deadline, and its handler is told", async () => {
  const told = Promise.withResolvers<void>();
  await using server = await serveForTest([catalog({
    listCategories: (_request, { signal }: Call) => {
      signal.addEventListener("abort", () => told.resolve());
      return new Promise(() => {});
    },
  })]);
  const client = createClient(CatalogService, await server.connect([CatalogService]));
  const context = { ...makeContext(), deadline: Date.now() + 200 };
  await rejectsWith(withContext(context, () => client.listCategories({})), ErrorCode.DEADLINE_EXCEEDED);
  await told.promise;
});

Deno.test("a server holds a foreign client without a deadline to the method's own", async () => {
  const deadlines: number[] = [];
  await using server = await serveForTest([catalog({
    listCategories: () => {
      deadlines.push(currentContext()!.deadline! - Date.now());
      return Promise.resolve({ categories: [] });
    },
  })]);
  const { ca, cert, key } = await testIdentity({ workload: "edge" });
  const credentials = grpc.credentials.createSsl(Buffer.from(ca), Buffer.from(key), Buffer.from(cert));
  const client = new grpc.Client(`localhost:${server.port}`, credentials);
  const bytes = (value: Buffer) => value;
  await new Promise<void>((resolve, reject) =>
    client.makeUnaryRequest(
      "/shopflow.order.v1.CatalogService/ListCategories",
      bytes,
      bytes,
      Buffer.alloc(0),
      (error) => error ? reject(error) : resolve(),
    )
  );
  client.close();
  assert.ok(deadlines[0]! > 1_000 && deadlines[0]! <= 2_000, `${deadlines[0]} ms`);
});

Deno.test("a stream that its reader leaves early is cancelled at the server", async () => {
  const told = Promise.withResolvers<void>();
  await using server = await serveForTest([catalog({
    async *exportProducts(_request, { signal }) {
      signal.addEventListener("abort", () => told.resolve());
      for (let n = 0; !signal.aborted; n++) {
        yield { rows: [{ sku: `S${n}`, product: "P", name: "N", category: "C", priceMinor: 1n }] };
      }
    },
  })]);
  const client = createClient(CatalogService, await server.connect([CatalogService]));
  const skus: string[] = [];
  for await (const { rows } of client.exportProducts({})) {
    skus.push(rows[0]!.sku);
    if (skus.length === 3) break;
  }
  assert.deepEqual(skus, ["S0", "S1", "S2"]);
  await told.promise;
});

Deno.test("a stream writes no faster than it is read", async () => {
  let written = 0;
  const MESSAGES = 400;
  await using server = await serveForTest([catalog({
    async *exportProducts() {
      for (; written < MESSAGES; written++) {
        yield {
          rows: Array.from(
            { length: 50 },
            (_, n) => ({ sku: `S${n}`, description: "x".repeat(1_000), priceMinor: 1n }),
          ),
        };
        await Promise.resolve();
      }
    },
  })]);
  const client = createClient(CatalogService, await server.connect([CatalogService]));
  let read = 0;
  for await (const _ of client.exportProducts({})) {
    if (++read === 1) {
      // Nothing tells when a writer has stopped for good, so give it many turns of the loop in which it could go on.
      for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
      assert.ok(written < MESSAGES, "everything was written while nobody read");
    }
  }
  assert.equal(read, MESSAGES);
});

Deno.test("a client stream is read to its end, and a bad message in it is refused", async () => {
  await using server = await serveForTest([catalog({
    async importProducts(requests) {
      let created = 0;
      for await (const { rows } of requests) created += rows.length;
      return { created };
    },
  })]);
  const client = createClient(CatalogService, await server.connect([CatalogService], "operator"));
  const row = { sku: "S", product: "P", name: "N", category: "C", priceMinor: 1n };
  async function* batches(rows: typeof row[]) {
    for (let n = 0; n < 10; n++) yield await Promise.resolve({ rows });
  }
  assert.equal((await client.importProducts(batches([row, row]))).created, 20);
  const error = await rejectsWith(client.importProducts(batches([{ ...row, sku: "" }])), ErrorCode.INVALID_ARGUMENT);
  assert.equal(error.details.violations?.[0]?.field, "rows[0].sku");
});

Deno.test("a repeatable call is sent again when a server is away, one that is not is not", async () => {
  const attempts = { getUser: 0, createUser: 0 };
  const away = (name: keyof typeof attempts) => () => {
    attempts[name]++;
    return Promise.reject(new ShopError(ErrorCode.UNAVAILABLE, "Cannot answer now: away"));
  };
  const users = implement(UserService, {
    ...unserved(UserService),
    getUser: away("getUser"),
    createUser: away("createUser"),
    listUsers: () => Promise.resolve({ users: [], nextCursor: "" }),
  });
  await using server = await serveForTest([users], { workload: "user" });
  const client = createClient(UserService, await server.connect([UserService], "operator"));
  await rejectsWith(client.getUser({ id: crypto.randomUUID() }), ErrorCode.UNAVAILABLE);
  await rejectsWith(client.createUser({ email: "a@example.com", displayName: "A" }), ErrorCode.UNAVAILABLE);
  assert.deepEqual(attempts, { getUser: 3, createUser: 1 });
});

Deno.test("a call is not sent again for what the server has repeated itself", async () => {
  for (const [wasRepeated, sent] of [[false, 3], [true, 1]] as const) {
    let calls = 0;
    await using server = await serveForTest([catalog({
      listCategories() {
        calls++;
        return Promise.reject(new ShopError(ErrorCode.UNAVAILABLE, "Cannot read it: it is away", { wasRepeated }));
      },
    })]);
    const client = createClient(CatalogService, await server.connect([CatalogService]));
    await rejectsWith(client.listCategories({}), ErrorCode.UNAVAILABLE);
    assert.equal(calls, sent);
  }
});

Deno.test("a server that comes back at the same address is used again", async () => {
  const implementation = catalog({ listCategories: () => Promise.resolve({ categories: [] }) });
  const first = await serveForTest([implementation]);
  const connection = await first.connect([CatalogService]);
  const client = createClient(CatalogService, connection);
  await client.listCategories({});
  await first.stop(0);
  await rejectsWith(client.listCategories({}), ErrorCode.UNAVAILABLE);
  await using second = await serveForTest([implementation], { port: first.port });
  for (let tries = 0;; tries++) {
    const done = await client.listCategories({}).then(() => true, () => false);
    if (done) break;
    assert.ok(tries < 100, "it was not used again");
  }
  assert.ok(second.logged.length > 0);
  connection.close();
});

Deno.test("a server that is told to stop finishes the calls in flight and takes no new ones", async () => {
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  await using server = await serveForTest([catalog({
    async listCategories() {
      started.resolve();
      await finish.promise;
      return { categories: [{ slug: "late", name: "Late" }] };
    },
  })]);
  const client = createClient(CatalogService, await server.connect([CatalogService]));
  const call = client.listCategories({});
  await started.promise;
  const stopped = server.stop(5_000);
  const newcomer = createClient(CatalogService, await server.connect([CatalogService], "operator"));
  await rejectsWith(newcomer.listCategories({}), ErrorCode.UNAVAILABLE);
  finish.resolve();
  assert.equal((await call).categories[0]?.slug, "late");
  await stopped;
});
