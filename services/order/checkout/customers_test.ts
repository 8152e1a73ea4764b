import assert from "node:assert/strict";
import { serveForTest } from "../../../dev/testing/grpc.ts";
import { UserService } from "../../../proto/gen/shopflow/user/v1/user_pb.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { implement } from "../../kit/grpc/implementation.ts";
import { unserved } from "../../kit/testing/unserved.ts";
import { failsWith } from "../testing/fails_with.ts";
import { userServiceCustomers } from "./customers.ts";

const { signal } = new AbortController();
const [PROVED, NOT_PROVED, NOBODY] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];

/** A user service with two accounts, which can be made to fail. */
async function serve() {
  const state = { isAway: false };
  const users = implement(UserService, {
    ...unserved(UserService),
    getUser: ({ id }) => {
      if (state.isAway) return Promise.reject(new ShopError(ErrorCode.UNAVAILABLE, "Cannot read the account: away"));
      if (id === NOBODY) return Promise.reject(new ShopError(ErrorCode.NOT_FOUND, "Cannot read the account: none"));
      return Promise.resolve({ user: { id, email: "ada@example.com", emailVerified: id === PROVED } });
    },
  });
  const server = await serveForTest([users], { workload: "user" });
  const customers = userServiceCustomers(await server.connect([UserService], "order"));
  return { state, customers, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

Deno.test("provedEmail() tells an account's address when it is proved, and nothing otherwise", async () => {
  await using served = await serve();
  assert.equal(await served.customers.provedEmail(PROVED, signal), "ada@example.com");
  assert.equal(await served.customers.provedEmail(NOT_PROVED, signal), undefined);
  assert.equal(await served.customers.provedEmail(NOBODY, signal), undefined);
});

Deno.test("check() takes an account whose address is not proved, and refuses one that does not exist", async () => {
  await using served = await serve();
  await served.customers.check(NOT_PROVED, signal);
  await assert.rejects(
    served.customers.check(NOBODY, signal),
    failsWith(ErrorCode.INVALID_ARGUMENT, "customer_id"),
  );
});

Deno.test("customers are not known while the user service is away, also when it is not asked any more", async () => {
  await using served = await serve();
  served.state.isAway = true;
  for (let n = 0; n < 4; n++) {
    await assert.rejects(served.customers.provedEmail(PROVED, signal), failsWith(ErrorCode.UNAVAILABLE));
  }
});
