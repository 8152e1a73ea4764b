import * as grpc from "@grpc/grpc-js";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createAuthority } from "../../../dev/certificates/authority.ts";
import { serveForTest, testIdentity } from "../../../dev/testing/grpc.ts";
import { CatalogService } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { UserService } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { ErrorCode, ShopError } from "../errors.ts";
import type { Identity } from "../tls.ts";
import { connect, createClient } from "./client.ts";
import { implement } from "./implementation.ts";
import { unserved } from "../testing/unserved.ts";

const user = { id: "0b5e8a1c-92f0-4d53-9b5f-6d5a5a6f5f10", email: "a@example.com", displayName: "A" };
const users = implement(UserService, {
  ...unserved(UserService),
  createUser: () => Promise.resolve({ user }),
  getUser: () => Promise.resolve({ user }),
  listUsers: () => Promise.resolve({ users: [user], nextCursor: "" }),
});

/** Calls the server with raw credentials and says how it ended. */
function call(port: number, credentials: grpc.ChannelCredentials): Promise<grpc.ServiceError | null> {
  const client = new grpc.Client(`127.0.0.1:${port}`, credentials, {
    "grpc.use_local_subchannel_pool": 1,
    "grpc.ssl_target_name_override": "localhost",
  });
  const bytes = (value: Buffer) => value;
  const path = "/shopflow.user.v1.UserService/ListUsers";
  return new Promise((resolve) => {
    client.makeUnaryRequest(path, bytes, bytes, Buffer.alloc(0), { deadline: Date.now() + 2_000 }, (error) => {
      client.close();
      resolve(error);
    });
  });
}

function mutual({ ca, cert, key }: Identity): grpc.ChannelCredentials {
  return grpc.credentials.createSsl(Buffer.from(ca), Buffer.from(key), Buffer.from(cert));
}

Deno.test("a server answers a peer with a certificate of its authority", async () => {
  await using server = await serveForTest([users], { workload: "user" });
  assert.equal(await call(server.port, mutual(await testIdentity({ workload: "operator" }))), null);
});

const STRANGERS: Record<string, () => Promise<grpc.ChannelCredentials>> = {
  "plaintext": () => Promise.resolve(grpc.credentials.createInsecure()),
  "no client certificate": async () =>
    grpc.credentials.createSsl(Buffer.from((await testIdentity({ workload: "edge" })).ca)),
  "a certificate of another authority": async () =>
    mutual(await testIdentity({ workload: "edge" }, await createAuthority())),
  "an expired certificate": async () => mutual(await testIdentity({ workload: "edge", expired: true })),
};

for (const [what, credentials] of Object.entries(STRANGERS)) {
  Deno.test(`a server refuses ${what}`, async () => {
    await using server = await serveForTest([users], { workload: "user" });
    assert.equal(await call(server.port, mutual(await testIdentity({ workload: "operator" }))), null);
    const before = server.logged.length;
    const error = await call(server.port, await credentials());
    assert.ok(
      error?.code === grpc.status.UNAVAILABLE || error?.code === grpc.status.DEADLINE_EXCEEDED,
      `it answered ${error?.code} ${error?.details}`,
    );
    assert.equal(server.logged.length, before, "the call reached the server");
  });
}

Deno.test("a server refuses a workload without the method's permission", async () => {
  await using server = await serveForTest([users], { workload: "user" });
  const client = createClient(UserService, await server.connect([UserService], "order"));
  await assert.rejects(
    client.createUser({ email: "b@example.com", displayName: "B" }),
    (error) => error instanceof ShopError && error.code === ErrorCode.PERMISSION_DENIED,
  );
  const unknown = createClient(UserService, await server.connect([UserService], "intruder"));
  await assert.rejects(
    unknown.listUsers({}),
    (error) => error instanceof ShopError && error.code === ErrorCode.PERMISSION_DENIED,
  );
});

Deno.test("a client refuses a server that is another workload, whatever address it has", async () => {
  await using server = await serveForTest([users], { workload: "user" });
  const target = `127.0.0.1:${server.port}`;
  const identity = await testIdentity({ workload: "operator" });
  const connection = connect({ target, workload: "order", identity, services: [CatalogService] });
  try {
    await assert.rejects(
      createClient(CatalogService, connection).listCategories({}),
      (error) => error instanceof ShopError && error.code === ErrorCode.UNAVAILABLE,
    );
    assert.deepEqual(server.logged, [], "the call reached the server");
  } finally {
    connection.close();
  }
});

Deno.test("a client refuses a server of another authority", async () => {
  await using server = await serveForTest([users], { workload: "user" });
  const authority = await createAuthority();
  const identity = { ...await testIdentity({ workload: "operator" }), ca: authority.certificate };
  const target = `127.0.0.1:${server.port}`;
  const connection = connect({ target, workload: "user", identity, services: [UserService] });
  try {
    await assert.rejects(
      createClient(UserService, connection).listUsers({}),
      (error) => error instanceof ShopError && error.code === ErrorCode.UNAVAILABLE,
    );
  } finally {
    connection.close();
  }
});
