import type { Query } from "../../kit/database.ts";
import type { OpenCart } from "../cart/read_cart.ts";
import type { CheckedAddress } from "./address_rules.ts";
import { orderNumber } from "./order_number.ts";
import type { Charge } from "./payment_provider.ts";
import type { OrderPrice } from "./price_order.ts";

/** All that an order is made of. */
export interface NewOrder {
  guestId: string;
  idempotencyKey: string;
  cartId: bigint;
  cart: OpenCart;
  contact: { email: string; phone: string };
  address: CheckedAddress;
  method: { code: string; name: string };
  price: OrderPrice;
  charge: Charge;
}

/** Two orders in 2^40 share a number by chance; four in a row mean that the source of chance is broken. */
const MAX_NUMBERS = 4;

/**
 * Writes a paid order with its lines, history and payment, and closes the cart that it was made of.
 *
 * @returns the order's number, which nobody had before
 */
export async function writeOrder(tx: Query, order: NewOrder, makeNumber = orderNumber): Promise<string> {
  for (let tried = 0; tried < MAX_NUMBERS; tried++) {
    const number = makeNumber();
    if (await insertOrder(tx, order, number)) return number;
  }
  throw new Error(`Cannot place order: ${MAX_NUMBERS} order numbers in a row were taken`);
}

/** False, and nothing written, when the number is taken. */
async function insertOrder(tx: Query, order: NewOrder, number: string): Promise<boolean> {
  const { contact, address, method, price, charge, cart } = order;
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
  })));
  const written = await tx`
    with placed as (
      insert into orders (number, guest_id, idempotency_key, cart_id, status, email, phone, ship_name, ship_line1, ship_line2,
        ship_city, ship_postal_code, ship_country_code, shipping_method, shipping_name, currency, subtotal, shipping, total)
      values (${number}, ${order.guestId}, ${order.idempotencyKey}, ${order.cartId}, 'paid', ${contact.email},
        ${contact.phone}, ${address.name}, ${address.line1}, ${address.line2}, ${address.city}, ${address.postalCode},
        ${address.countryCode}, ${method.code}, ${method.name}, ${cart.currency}, ${price.subtotal}, ${price.shipping},
        ${price.total})
      on conflict (number) do nothing
      returning id, cart_id
    ), lines as (
      insert into order_lines (order_id, position, variant_id, sku, product_slug, title, option_values, image_url, quantity,
        unit_price)
      select placed.id, line.* from placed, jsonb_to_recordset(${lines}) as line (position int, variant_id bigint,
        sku text, product_slug text, title text, option_values jsonb, image_url text, quantity int, unit_price bigint)
    ), history as (
      insert into order_status_changes (order_id, status)
      select placed.id, status from placed, unnest(array['placed', 'paid']) with ordinality as passed (status, nth)
      order by nth
    ), payment as (
      insert into payments (order_id, status, amount, card_brand, card_last4)
      select placed.id, 'captured', ${price.total}, ${charge.cardBrand}, ${charge.cardLast4} from placed
    ), closed as (
      update carts set ordered_at = now() from placed where carts.id = placed.cart_id
    )
    select from placed`;
  return written.length > 0;
}
