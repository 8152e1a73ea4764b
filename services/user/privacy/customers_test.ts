import assert from "node:assert/strict";
import { serveForTest } from "../../../dev/testing/grpc.ts";
import { CustomerService } from "../../../proto/gen/shopflow/order/v1/customer_pb.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { type Handlers, implement } from "../../kit/grpc/implementation.ts";
import { failsWith } from "../../kit/testing/fails_with.ts";
import { unserved } from "../../kit/testing/unserved.ts";
import { type Customers, orderServiceCustomers } from "./customers.ts";

const NAME = { customerId: crypto.randomUUID(), shopperId: crypto.randomUUID(), provedEmail: "ada@example.com" };
const { signal } = new AbortController();

async function withCustomers(
  handlers: Partial<Handlers<typeof CustomerService>>,
  run: (customers: Customers) => Promise<void>,
): Promise<void> {
  const service = implement(CustomerService, { ...unserved(CustomerService), ...handlers });
  await using server = await serveForTest([service]);
  await run(orderServiceCustomers(await server.connect([CustomerService], "user")));
}

Deno.test("collect() reads what the order service tells of a customer", () =>
  withCustomers({
    exportCustomer({ customerId, shopperId, provedEmail }) {
      const told = { orders: ["Grüße"], customerId, shopperId, provedEmail };
      const content = new TextEncoder().encode(JSON.stringify(told));
      return Promise.resolve({ content });
    },
  }, async (customers) => {
    assert.deepEqual(await customers.collect(NAME, signal), { orders: ["Grüße"], ...NAME });
  }));

Deno.test("erase() tells of an order that is not finished, and fails while nobody can tell", async () => {
  await withCustomers({ eraseCustomer: () => Promise.resolve({}) }, async (customers) => {
    assert.equal(await customers.erase(NAME, signal), true);
  });
  const failing = (code: ErrorCode) => ({ eraseCustomer: () => Promise.reject(new ShopError(code, "Cannot erase")) });
  await withCustomers(failing(ErrorCode.WRONG_STATE), async (customers) => {
    assert.equal(await customers.erase(NAME, signal), false);
  });
  await withCustomers(failing(ErrorCode.NOT_FOUND), async (customers) => {
    await assert.rejects(customers.erase(NAME, signal), failsWith(ErrorCode.NOT_FOUND));
  });
});
