import type { Query } from "../../../kit/database.ts";
import type { PaymentStatus } from "../payment_status.ts";

/** An order for which a payment was asked. */
export interface AddedOrder {
  id: bigint;
  number: string;
  /** `payments.key` */
  key: string;
  total: bigint;
}

/** How an order differs from a plain one: goods of 10.00 and shipping of 3.95, no tax. */
export interface OrderAmounts {
  subtotal?: bigint;
  discount?: bigint;
  shipping?: bigint;
  /** All tax, and what of it falls on the goods. */
  tax?: bigint;
  goodsTax?: bigint;
  taxIncluded?: boolean;
  token?: string;
  /** "test" unless given. */
  provider?: string;
  /** "placed" unless given. */
  status?: string;
  /** "pending" unless given; "captured" without a posting would break the books, so settle it instead. */
  payment?: Exclude<PaymentStatus, "captured">;
}

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Writes an order with a payment that is not decided, as a checkout does, but without one. */
export async function addOrder(query: Query, amounts: OrderAmounts = {}): Promise<AddedOrder> {
  const { subtotal = 1000n, discount = 0n, shipping = 395n, tax = 0n, goodsTax = 0n, taxIncluded = true } = amounts;
  const { token = "card_visa_4242", provider = "test", status = "placed", payment = "pending" } = amounts;
  const total = subtotal - discount + shipping + (taxIncluded ? 0n : tax);
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  const number = "SF-" + Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join("");
  const [added] = await query<{ id: bigint; key: string }[]>`
    with cart as (
      insert into carts (guest_id, ordered_at) values (gen_random_uuid(), now()) returning id, guest_id
    ), placed as (
      insert into orders (number, guest_id, idempotency_key, cart_id, status, email, phone, ship_name, ship_line1, ship_line2,
        ship_city, ship_postal_code, ship_country_code, shipping_method, shipping_name, currency, subtotal, discount, shipping,
        tax, tax_included, total)
      select ${number}, guest_id, gen_random_uuid(), id, ${status}, 'ada@example.com', '', 'Ada', 'Line 1', '', 'London',
        'SW1Y 4JH', 'GB', 'standard', 'Standard', 'GBP', ${subtotal}, ${discount}, ${shipping}, ${tax}, ${taxIncluded}, ${total}
      from cart returning id
    ), line as (
      insert into order_lines (order_id, position, sku, product_slug, title, option_values, quantity, unit_price, discount, tax)
      select id, 0, 'MUG', 'mug', 'Mug', '[]', 1, ${subtotal}, ${discount}, ${goodsTax} from placed
    )
    insert into payments (order_id, provider, token, status, amount, card_brand, card_last4)
    select id, ${provider}, ${token}, ${payment}, ${total}, '', '' from placed
    returning order_id as id, key`;
  return { ...added!, number, total };
}

/** A payment as the database has it, and the sum of each account of its order. */
export async function booksOf(query: Query, orderId: bigint) {
  const [payment] = await query<
    { status: PaymentStatus; captured: bigint; refunded: bigint; refunding: bigint; reference: string | null }[]
  >`select status, captured, refunded, refunding, reference from payments where order_id = ${orderId}`;
  const entries = await query<{ account: string; amount: bigint }[]>`
    select account, sum(amount)::bigint as amount from ledger_entries where order_id = ${orderId}
    group by account having sum(amount) <> 0 order by account`;
  return { ...payment!, accounts: Object.fromEntries(entries.map(({ account, amount }) => [account, amount])) };
}
