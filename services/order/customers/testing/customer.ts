import { create } from "@bufbuild/protobuf";
import { RequestStockNoticeRequestSchema } from "../../../../proto/gen/shopflow/order/v1/inventory_pb.ts";
import { CancelOrderRequestSchema } from "../../../../proto/gen/shopflow/order/v1/order_pb.ts";
import type { Principal } from "../../../kit/auth/principal.ts";
import type { Database } from "../../../kit/database.ts";
import type { Customers } from "../../checkout/customers.ts";
import { parcel, staff } from "../../fulfilment/testing/staff.ts";
import { requestStockNotice } from "../../inventory/request_stock_notice.ts";
import { cancelOwnOrder } from "../../orders/cancel_own_order.ts";
import { askBack } from "../../returns/testing/delivered_order.ts";
import { addVariant } from "../../testing/fixture.ts";
import { add, GB_STANDARD, orderRequest, place, testCheckout } from "../../testing/shopper.ts";
import { aPrincipal } from "../../../kit/testing/a_principal.ts";

/** A customer with an account, and what is known of them. */
export interface Customer {
  principal: Principal;
  email: string;
  name: string;
  street: string;
  phone: string;
  postalCode: string;
}

export const ada = (): Customer => ({
  principal: aPrincipal(),
  email: "Ada@Example.com",
  name: "Ada Lovelace",
  street: "12 St James's Square",
  phone: "+442071234567",
  postalCode: "SW1Y 4JH",
});

export const bob = (): Customer => ({
  principal: aPrincipal(),
  email: "bob@example.org",
  name: "Bob Bernoulli",
  street: "3 Paternoster Row",
  phone: "+442079876543",
  postalCode: "EC4M 7AA",
});

/** The user service, to which these customers have proved their addresses. */
export function knownCustomers(...customers: Customer[]): Customers {
  return {
    check: () => Promise.resolve(),
    provedEmail: (id) => Promise.resolve(customers.find(({ principal }) => principal.userId === id)?.email),
  };
}

/** Buys a unit of a new variant, as the account or as a guest. */
export async function buy(database: Database, customer: Customer, guestId?: string, card?: string): Promise<string> {
  const { principal, email, name, street: line1, phone, postalCode } = customer;
  const shopperId = guestId ?? principal.shopperId;
  const sku = `SKU-${crypto.randomUUID().slice(0, 8)}`;
  await addVariant(database, { sku });
  await add(database, shopperId, sku);
  const request = orderRequest(shopperId, 1000n + GB_STANDARD, {
    customerId: guestId === undefined ? principal.userId : "",
    contact: { email: email.toLowerCase(), phone },
    shippingAddress: { name, line1, city: "London", postalCode, countryCode: "GB" },
    ...(card && { card: { number: card, expiryMonth: 12, expiryYear: 2030, securityCode: "123" } }),
  });
  const { order } = await place(database, request);
  return order!.number;
}

/** Sends an order and sees it arrive. */
export async function deliver(database: Database, number: string): Promise<void> {
  const sent = parcel();
  await staff(database).pack({ number });
  await staff(database).ship({ number, ...sent });
  await staff(database).deliver({ number, ...sent });
}

/** The customer asks to send all of a delivered order of one unit back; returns the return's number. */
export async function askAllBack(database: Database, customer: Customer, number: string): Promise<string> {
  const { shopperId: guestId, userId: customerId } = customer.principal;
  const [line] = await database`select sku from order_lines join orders on id = order_id where number = ${number}`;
  return (await askBack(database, { guestId, customerId, number }, [{ sku: line!.sku, quantity: 1 }])).number;
}

/** Staff take a return in, and write who sent it. */
export async function takeBack(database: Database, customer: Customer, number: string): Promise<void> {
  const order = await staff(database).approve({ number });
  const [line] = order.order!.lines;
  await staff(database).receive({ number, items: [{ sku: line!.sku, quantity: 1, restocked: 1 }] });
  await database`update return_status_changes set reason = ${`${customer.name} called`} where status = 'approved' and reason = ''`;
  await database`update returns set reason = ${`${customer.name} is too tall`} where number = ${number}`;
  await database`update stock_movements set note = ${`from ${customer.name}`} where reason = 'returned' and note = ''`;
}

/** Calls an order off, in words of one's own. */
export async function callOff(database: Database, customer: Customer, number: string): Promise<void> {
  const { shopperId: guestId, userId: customerId } = customer.principal;
  const reason = `Call ${customer.name}, ${customer.phone}`;
  const request = create(CancelOrderRequestSchema, { guestId, customerId, number, reason });
  await cancelOwnOrder(database, testCheckout(database).cashier, request);
}

/** Asks to be told of a variant that is sold out. */
export async function wish(database: Database, { email }: Customer): Promise<void> {
  const sku = `SKU-${crypto.randomUUID().slice(0, 8)}`;
  await addVariant(database, { sku, onHand: 0 });
  await requestStockNotice(database, create(RequestStockNoticeRequestSchema, { sku, email }));
}
