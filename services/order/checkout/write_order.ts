import type { AddressParts } from "../../kit/address_rules.ts";
import type { Query } from "../../kit/database.ts";
import type { OpenCart } from "../cart/read_cart.ts";
import type { OrderPrice } from "../pricing/price_order.ts";
import { orderNumber } from "./order_number.ts";

/** All that an order is made of. */
export interface NewOrder {
  guestId: string;
  /** The account it is for; null for a guest. */
  customerId: string | null;
  idempotencyKey: string;
  cartId: bigint;
  cart: OpenCart;
  contact: { email: string; phone: string };
  address: AddressParts;
  method: { code: string; name: string };
  price: OrderPrice;
  coupons: readonly string[];
  payment: NewPayment;
}

/** A payment that is going to be asked for. */
export interface NewPayment {
  /** Names it at the provider, and its checkout here. */
  key: string;
  provider: string;
  token: string;
  cardBrand: string;
  cardLast4: string;
}

/** An order as it was written. */
export interface WrittenOrder {
  id: bigint;
  number: string;
}

/** Two orders in 2^40 share a number by chance; four in a row mean that the source of chance is broken. */
const MAX_NUMBERS = 4;

/**
 * Writes an order whose payment is not decided, with its lines, history and payment; closes the cart that it was made of and
 * binds the key to it.
 *
 * @returns the order, under a number that nobody had before
 */
export async function writeOrder(tx: Query, order: NewOrder, makeNumber = orderNumber): Promise<WrittenOrder> {
  for (let tried = 0; tried < MAX_NUMBERS; tried++) {
    const number = makeNumber();
    const id = await insertOrder(tx, order, number);
    if (id !== undefined) return { id, number };
  }
  throw new Error(`Cannot place order: ${MAX_NUMBERS} order numbers in a row were taken`);
}

/** Undefined, and nothing written, when the number is taken. */
async function insertOrder(tx: Query, order: NewOrder, number: string): Promise<bigint | undefined> {
  const { contact, address, method, price, payment, cart } = order;
  const lines = tx.json(cart.lines.map((line, position) => ({
    position,
    variant_id: String(line.variantId),
    sku: line.sku,
    product_slug: line.productSlug,
    title: line.title,
    option_values: line.optionValues,
    image_url: line.imageUrl,
    quantity: line.quantity,
    unit_price: String(line.unitPrice),
    discount: String(price.lines[position]!.discount),
    tax: String(price.lines[position]!.tax),
  })));
  const [written] = await tx<{ id: bigint }[]>`
    with placed as (
      insert into orders (number, guest_id, customer_id, idempotency_key, cart_id, status, email, phone, ship_name, ship_line1,
        ship_line2, ship_city, ship_postal_code, ship_country_code, ship_region, shipping_method, shipping_name, currency,
        subtotal, discount, shipping, tax, tax_included, total, coupons)
      values (${number}, ${order.guestId}, ${order.customerId}, ${order.idempotencyKey}, ${order.cartId}, 'placed',
        ${contact.email}, ${contact.phone}, ${address.name}, ${address.line1}, ${address.line2}, ${address.city},
        ${address.postalCode}, ${address.countryCode}, ${address.region}, ${method.code}, ${method.name}, ${cart.currency},
        ${price.subtotal}, ${price.discount}, ${price.shipping}, ${price.tax}, ${price.taxIncluded}, ${price.total},
        ${[...order.coupons]})
      on conflict (number) do nothing
      returning id, cart_id
    ), lines as (
      insert into order_lines (order_id, position, variant_id, sku, product_slug, title, option_values, image_url, quantity,
        unit_price, discount, tax)
      select placed.id, line.* from placed, jsonb_to_recordset(${lines}) as line (position int, variant_id bigint,
        sku text, product_slug text, title text, option_values jsonb, image_url text, quantity int, unit_price bigint,
        discount bigint, tax bigint)
    ), history as (
      insert into order_status_changes (order_id, status, actor) select id, 'placed', 'customer' from placed
    ), payment as (
      insert into payments (order_id, key, provider, token, status, amount, card_brand, card_last4)
      select id, ${payment.key}, ${payment.provider}, ${payment.token}, 'pending', ${price.total}, ${payment.cardBrand},
        ${payment.cardLast4}
      from placed
    ), closed as (
      update carts set ordered_at = now() from placed where carts.id = placed.cart_id
    ), key as (
      update idempotency_keys set order_id = placed.id from placed
      where idempotency_keys.guest_id = ${order.guestId} and key = ${order.idempotencyKey}
    )
    select id, emit_event('order:' || ${number}::text, 'order.placed', jsonb_build_object('number', ${number}::text))
    from placed`;
  return written?.id;
}
