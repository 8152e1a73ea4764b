import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { AddToCartRequestSchema } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import {
  type PlaceOrderRequest,
  PlaceOrderRequestSchema,
  type PlaceOrderResponse,
  PlaceOrderResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import type { Database } from "../../kit/database.ts";
import { createLog } from "../../kit/log.ts";
import { WorkflowEngine } from "../../kit/workflow/engine.ts";
import { addToCart } from "../cart/add_to_cart.ts";
import { Checkout, type CheckoutOptions } from "../checkout/checkout.ts";
import type { Customers } from "../checkout/customers.ts";
import { placeOrder } from "../checkout/place_order.ts";
import type { Cashier } from "../orders/cancel_order.ts";
import { openCashier } from "../payments/cashier.ts";
import { ADDRESS } from "./address.ts";
import { addVariant } from "./fixture.ts";
import { MemoryProvider, TODAY } from "./memory_provider.ts";

/** What standard shipping within GB costs below 50.00, in minor units of GBP. */
export const GB_STANDARD = 395n;

export { TODAY };

/** A request that is accepted when the cart's subtotal is `total` less standard shipping. */
export function orderRequest(
  guestId: string,
  total: bigint,
  changes: Exclude<MessageInitShape<typeof PlaceOrderRequestSchema>, PlaceOrderRequest> = {},
): PlaceOrderRequest {
  return create(PlaceOrderRequestSchema, {
    guestId,
    idempotencyKey: crypto.randomUUID(),
    contact: { email: "ada@example.com", phone: "+442071234567" },
    shippingAddress: ADDRESS,
    shippingMethod: "standard",
    card: { number: "4242 4242 4242 4242", expiryMonth: 12, expiryYear: 2030, securityCode: "123" },
    expectedTotal: { currencyCode: "GBP", minorUnits: total },
    ...changes,
  });
}

/** Puts units in a guest's cart. */
export async function add(database: Database, guestId: string, sku: string, quantity = 1): Promise<void> {
  const idempotencyKey = crypto.randomUUID();
  await addToCart(database, create(AddToCartRequestSchema, { guestId, sku, quantity, idempotencyKey }));
}

/** A checkout of a test, with the payment provider that takes its money. */
export interface TestCheckout {
  checkout: Checkout;
  engine: WorkflowEngine;
  cashier: Cashier;
  provider: MemoryProvider;
  /** What the user service says of accounts. */
  customers: Customers;
}

const silent = createLog({ process: "test", sink: () => {} });
const checkouts = new WeakMap<Database, TestCheckout>();

/** The checkout of a database: one for each, made with the options that are given first. Its engine runs what is started here, and nothing besides unless it is run. */
export function testCheckout(database: Database, options: Pick<CheckoutOptions, "taxService"> = {}): TestCheckout {
  const known = checkouts.get(database);
  if (known) return known;
  const provider = new MemoryProvider();
  const engine = new WorkflowEngine(database, { log: silent });
  const customers: Customers = { check: () => Promise.resolve(), provedEmail: () => Promise.resolve(undefined) };
  const publicOrigin = "https://shop.example";
  const cashier = openCashier(engine, database, provider);
  const { letPaymentGo } = cashier;
  const parts = {
    database,
    engine,
    payments: provider,
    letPaymentGo,
    customers,
    publicOrigin,
    patienceMs: 500,
    ...options,
  };
  const made = { checkout: new Checkout(parts), engine, cashier, provider, customers };
  checkouts.set(database, made);
  return made;
}

/** Places an order, paid with the test cards. */
export async function place(database: Database, request: PlaceOrderRequest): Promise<PlaceOrderResponse> {
  return create(PlaceOrderResponseSchema, await placeOrder(testCheckout(database).checkout, request));
}

/** Buys one unit of a new variant; returns the number of the paid order. */
export async function buyOne(database: Database, guestId: string): Promise<string> {
  const sku = `SKU-${crypto.randomUUID()}`;
  await addVariant(database, { sku, price: 1000n });
  await add(database, guestId, sku);
  const { order } = await place(database, orderRequest(guestId, 1000n + GB_STANDARD));
  return order!.number;
}
