import { type Database, type Query, transaction } from "../../../kit/database.ts";
import { claimReservations } from "../../inventory/claim_reservations.ts";
import { reserveStock } from "../../inventory/reserve_stock.ts";
import { settlePayment } from "../../payments/settle_payment.ts";
import { publicNumber } from "../../public_number.ts";
import { addVariant } from "../../testing/fixture.ts";
import { changeStatus } from "../change_status.ts";

/** What is sold. Amounts are minor units of GBP. */
export interface SoldLine {
  /** Of a variant of which nothing was sold before; a new one unless given. */
  sku?: string;
  /** 1 unless given. */
  quantity?: number;
  /** Of one unit; 1000 unless given. */
  price?: bigint;
  /** What of the order's discount and tax falls on the line; none unless given. */
  discount?: bigint;
  tax?: bigint;
}

/** How an order differs from a paid one of one unit at 10.00 with shipping of 3.95 and no tax. */
export interface SoldOrder {
  guestId?: string;
  email?: string;
  lines?: SoldLine[];
  shipping?: bigint;
  /** All tax, with that of shipping; the sum of the lines' unless given. */
  tax?: bigint;
  taxIncluded?: boolean;
}

/** An order that was written. */
export interface WrittenOrder {
  id: bigint;
  number: string;
  guestId: string;
  total: bigint;
  skus: string[];
}

/** Sells new variants, 100 units of each in stock: the order is paid and its stock claimed, as a checkout leaves it. */
export async function soldOrder(database: Database, sold: SoldOrder = {}): Promise<WrittenOrder> {
  const order = await heldOrder(database, sold);
  await transaction(database, async (tx) => {
    await changeStatus(tx, { orderId: order.id, from: "placed", to: "paid", actor: "system" });
    await claimReservations(tx, order.id);
    const card = { cardBrand: "visa", cardLast4: "4242" };
    await settlePayment(tx, order.id, { status: "captured", reference: `test_${order.number}`, ...card });
  });
  return order;
}

/** Writes an order whose payment is pending, with its stock held. */
export async function heldOrder(database: Database, sold: SoldOrder = {}): Promise<WrittenOrder> {
  const lines = (sold.lines ?? [{}]).map((line) => {
    const sku = line.sku ?? `SKU-${crypto.randomUUID().slice(0, 8)}`;
    return { quantity: 1, price: 1000n, discount: 0n, tax: 0n, ...line, sku };
  });
  for (const { sku, price } of lines) await addVariant(database, { sku, price });
  const skus = lines.map(({ sku }) => sku);
  const variants = await database<{ id: bigint; sku: string }[]>`
    select id, sku from variants where sku = any (${skus}) order by array_position(${skus}, sku)`;
  return await transaction(database, async (tx) => {
    const order = await writeOrder(tx, sold, lines);
    await reserveStock(tx, {
      orderId: order.id,
      lines: variants.map(({ id, sku }, index) => ({ variantId: id, sku, quantity: lines[index]!.quantity })),
      holdSeconds: 900,
    });
    return { ...order, skus };
  });
}

async function writeOrder(tx: Query, sold: SoldOrder, lines: Required<SoldLine>[]) {
  const { guestId = crypto.randomUUID(), email = "ada@example.com", shipping = 395n, taxIncluded = true } = sold;
  const sum = (amountOf: (line: Required<SoldLine>) => bigint) => lines.reduce((sum, line) => sum + amountOf(line), 0n);
  const subtotal = sum(({ price, quantity }) => price * BigInt(quantity));
  const discount = sum((line) => line.discount);
  const tax = sold.tax ?? sum((line) => line.tax);
  const total = subtotal - discount + shipping + (taxIncluded ? 0n : tax);
  const number = publicNumber("SF");
  const rows = tx.json(lines.map(({ sku, quantity, price, discount, tax }, position) => ({
    position,
    sku,
    quantity,
    unit_price: String(price),
    discount: String(discount),
    tax: String(tax),
  })));
  const [order] = await tx<{ id: bigint }[]>`
    with cart as (
      insert into carts (guest_id, ordered_at) values (${guestId}, now()) returning id, guest_id
    ), placed as (
      insert into orders (number, guest_id, idempotency_key, cart_id, status, email, phone, ship_name, ship_line1, ship_line2,
        ship_city, ship_postal_code, ship_country_code, shipping_method, shipping_name, currency, subtotal, discount, shipping,
        tax, tax_included, total)
      select ${number}, guest_id, gen_random_uuid(), id, 'placed', ${email}, '+442071234567', 'Ada Lovelace',
        '12 St James''s Square', '', 'London', 'SW1Y 4JH', 'GB', 'standard', 'Standard', 'GBP', ${subtotal}, ${discount},
        ${shipping}, ${tax}, ${taxIncluded}, ${total}
      from cart returning id
    ), line as (
      insert into order_lines (order_id, position, variant_id, sku, product_slug, title, option_values, quantity, unit_price,
        discount, tax)
      select placed.id, row.position, variants.id, sku, lower(sku), 'Title of ' || sku, '[]', quantity, unit_price, row.discount,
        row.tax
      from placed, jsonb_to_recordset(${rows}) as row (position int, sku text, quantity int, unit_price bigint,
        discount bigint, tax bigint) join variants using (sku)
    ), history as (
      insert into order_status_changes (order_id, status, actor) select id, 'placed', 'customer' from placed
    ), payment as (
      insert into payments (order_id, provider, token, status, amount, card_brand, card_last4)
      select id, 'test', 'card_visa_4242', 'pending', ${total}, '', '' from placed
    )
    select id, emit_event('order:' || ${number}::text, 'order.placed', jsonb_build_object('number', ${number}::text))
    from placed`;
  return { id: order!.id, number, guestId, total };
}
