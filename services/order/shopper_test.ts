/**
 * Two accounts and a guest at every method of the order service that is told whose cart or order it is about. Which methods those
 * are is read from the contracts, so that none is left out.
 */
import assert from "node:assert/strict";
import { create, type DescMethod, type Message } from "@bufbuild/protobuf";
import { CartService } from "../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { CheckoutService } from "../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { CustomerService } from "../../proto/gen/shopflow/order/v1/customer_pb.ts";
import { OrderService } from "../../proto/gen/shopflow/order/v1/order_pb.ts";
import { PricingService } from "../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import { contracts } from "../../dev/testing/contracts.ts";
import type { Principal } from "../kit/auth/principal.ts";
import { ErrorCode, ShopError } from "../kit/errors.ts";
import type { Call, Implementation } from "../kit/grpc/implementation.ts";
import { createLog } from "../kit/log.ts";
import { cartService } from "./cart/service.ts";
import { checkoutService } from "./checkout/service.ts";
import { customerService } from "./customers/service.ts";
import { aPrincipal } from "../kit/testing/a_principal.ts";
import { orderService } from "./orders/service.ts";
import { soldOrder } from "./orders/testing/sold_order.ts";
import { pricingService } from "./pricing/service.ts";
import { deliveredOrder } from "./returns/testing/delivered_order.ts";
import { addVariant, type TestShop, testShop } from "./testing/fixture.ts";
import { orderRequest, testCheckout } from "./testing/shopper.ts";

/** What each method is asked besides whose it is. One that the contracts get has to be put here. */
const REQUESTS: Readonly<Record<string, Record<string, unknown>>> = {
  "CartService.getCart": {},
  "CartService.addToCart": { sku: "MUG", quantity: 1, idempotencyKey: "the first addition" },
  "CartService.setCartLine": { sku: "MUG", quantity: 2 },
  "PricingService.chooseCurrency": { currencyCode: "GBP" },
  "CheckoutService.quoteOrder": { countryCode: "GB" },
  "CheckoutService.placeOrder": { ...orderRequest("", 2395n), idempotencyKey: "the first order" },
  "OrderService.getOrder": {},
  "OrderService.watchOrder": {},
  "OrderService.cancelOrder": {},
  "OrderService.requestReturn": { idempotencyKey: "the first return", reason: "Too small" },
};

/** By its nature about somebody else: who the person was before signing in. */
const ABOUT_A_GUEST = ["CustomerService.mergeCart"];

interface Method {
  name: string;
  desc: DescMethod;
  /** Whether it is asked about one order. */
  ofOrder: boolean;
}

const asks = ({ input }: DescMethod, field: string) => input.fields.some(({ name }) => name === field);

const METHODS: Method[] = (await contracts())
  .filter(({ typeName }) => typeName.startsWith("shopflow.order."))
  .flatMap((service) => service.methods)
  .filter((desc) => asks(desc, "guest_id"))
  .map((desc) => ({ name: `${desc.parent.name}.${desc.localName}`, desc, ofOrder: asks(desc, "number") }))
  .filter(({ name }) => !ABOUT_A_GUEST.includes(name));

/** The order service, as far as it has shoppers. */
async function openShop() {
  const shop = await testShop();
  await addVariant(shop.database, { sku: "MUG" });
  const { checkout, cashier, customers } = testCheckout(shop.database);
  const log = createLog({ process: "test", sink: () => {} });
  const services = [
    cartService(shop.database),
    pricingService(shop.database),
    checkoutService(checkout),
    orderService(shop.database, log, cashier),
    customerService(shop.database, customers),
  ];
  return { shop, services };
}

interface Question {
  principal?: Principal | undefined;
  caller?: string;
  guestId: string;
  customerId?: string;
  number?: string;
  items?: unknown[];
}

/** Asks a method, and says how that ended: "ok", or the name of the refusal. */
async function ask(services: Implementation[], { name, desc }: Method, question: Question): Promise<string> {
  const { principal, caller = "edge", ...fields } = question;
  assert.ok(REQUESTS[name], `${name} has no request in this test`);
  const known = Object.entries({ ...REQUESTS[name], ...fields }).filter(([key]) => key in desc.input.field);
  const request = create(desc.input, Object.fromEntries(known) as never);
  const aborted = new AbortController();
  const handlers = services.find(({ service }) => service === desc.parent)!.handlers;
  const handle = handlers[desc.localName] as (request: Message, call: Call) => unknown;
  try {
    const answer = handle(request, { caller, principal, signal: aborted.signal });
    if (desc.methodKind === "server_streaming") await (answer as AsyncGenerator).next();
    else await answer;
    return "ok";
  } catch (error) {
    if (error instanceof ShopError) return error.codeName;
    throw error;
  } finally {
    aborted.abort();
  }
}

/** An order that a method can be asked about, placed by a browser. */
async function orderFor({ name }: Method, { database }: TestShop, guestId: string) {
  const sold = { guestId, lines: [{}] };
  const order = await (name === "OrderService.requestReturn" ? deliveredOrder : soldOrder)(database, sold);
  return { number: order.number, items: order.skus.map((sku) => ({ sku, quantity: 1 })) };
}

Deno.test("every method that is asked about a shopper's own is in the matrix", () => {
  assert.deepEqual(METHODS.map(({ name }) => name).toSorted(), Object.keys(REQUESTS).toSorted());
  const services = [CartService, CheckoutService, CustomerService, OrderService, PricingService];
  assert.ok(METHODS.every(({ desc }) => (services as unknown[]).includes(desc.parent)));
});

for (const method of METHODS) {
  Deno.test(`${method.name} refuses to answer for somebody else`, async () => {
    const { shop, services } = await openShop();
    await using _ = shop;
    const [ada, bob] = [aPrincipal(), aPrincipal()];
    const guestId = crypto.randomUUID();
    const ofBob = method.ofOrder ? await orderFor(method, shop, bob.shopperId) : {};
    await shop.database`update orders set customer_id = ${bob.userId}`;
    const refused = async (question: Question) =>
      assert.equal(await ask(services, method, { ...ofBob, ...question }), "PERMISSION_DENIED");
    await refused({ principal: ada, guestId: bob.shopperId });
    await refused({ principal: ada, guestId });
    if (!("customerId" in method.desc.input.field)) return;
    await refused({ principal: ada, guestId: ada.shopperId, customerId: bob.userId });
    await refused({ principal: ada, guestId: bob.shopperId, customerId: bob.userId });
    await refused({ guestId, customerId: bob.userId });
  });

  if (method.ofOrder) {
    Deno.test(`${method.name} finds an account's order from any browser, and nobody else does`, async () => {
      const { shop, services } = await openShop();
      await using _ = shop;
      const [ada, bob] = [aPrincipal(), aPrincipal()];
      const guestId = crypto.randomUUID();
      const order = await orderFor(method, shop, guestId); // placed in another browser, before Ada had an account
      await shop.database`update orders set customer_id = ${ada.userId}`;
      const answered = (question: Question) => ask(services, method, { ...order, ...question });
      assert.equal(await answered({ principal: bob, guestId: bob.shopperId }), "NOT_FOUND");
      assert.equal(await answered({ principal: bob, guestId: bob.shopperId, customerId: bob.userId }), "NOT_FOUND");
      assert.equal(await answered({ guestId: crypto.randomUUID() }), "NOT_FOUND");
      assert.equal(await answered({ guestId: ada.shopperId }), "NOT_FOUND");
      // Named or not, the account is that of whoever is signed in
      assert.equal(await answered({ principal: ada, guestId: ada.shopperId }), "ok");
    });
  } else {
    Deno.test(`${method.name} answers an account, and a guest without one`, async () => {
      const { shop, services } = await openShop();
      await using _ = shop;
      const ada = aPrincipal();
      const before = { name: "CartService.setCartLine", desc: CartService.method.setCartLine, ofOrder: false };
      for (const question of [{ principal: ada, guestId: ada.shopperId }, { guestId: crypto.randomUUID() }]) {
        await ask(services, before, question);
        assert.equal(await ask(services, method, question), "ok");
      }
    });
  }
}

Deno.test("an order placed by an account is its own, though the request did not name it", async () => {
  const { shop, services } = await openShop();
  await using _ = shop;
  const ada = aPrincipal();
  for (const name of ["CartService.setCartLine", "CheckoutService.placeOrder"]) {
    const method = METHODS.find((method) => method.name === name)!;
    assert.equal(await ask(services, method, { principal: ada, guestId: ada.shopperId }), "ok");
  }
  const orders = await shop.database`select guest_id as shopper, customer_id as customer from orders`;
  assert.deepEqual([...orders], [{ shopper: ada.shopperId, customer: ada.userId }]);
});

Deno.test("a workload that speaks for nobody may name any account", async () => {
  const { shop, services } = await openShop();
  await using _ = shop;
  const method = METHODS.find(({ name }) => name === "CheckoutService.quoteOrder")!;
  const question = { guestId: crypto.randomUUID(), customerId: crypto.randomUUID() };
  assert.equal(await ask(services, method, { ...question, caller: "operator" }), "ok");
  assert.equal(ErrorCode[ErrorCode.PERMISSION_DENIED], await ask(services, method, question));
});
