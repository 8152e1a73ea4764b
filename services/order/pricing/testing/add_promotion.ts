import type { Database } from "../../../kit/database.ts";

/** What a test grants: 10 % off everything, by itself and for ever, unless it says otherwise. */
export interface TestPromotion {
  name?: string;
  coupon?: string | null;
  kind?: "percent" | "amount" | "free_shipping";
  value?: bigint | null;
  currency?: string | null;
  /** Slug. */
  category?: string | null;
  minSubtotal?: bigint;
  /** Days from now. */
  startsIn?: number;
  endsIn?: number | null;
  priority?: number;
  stackable?: boolean;
  maxRedemptions?: number | null;
  maxPerCustomer?: number | null;
}

/** Adds a promotion; returns its id. */
export async function addPromotion(database: Database, promotion: TestPromotion = {}): Promise<bigint> {
  const { name = "Sale", coupon = null, kind = "percent", currency = null, category = null } = promotion;
  const { value = kind === "free_shipping" ? null : 100_000n, minSubtotal = 0n, startsIn = -1, endsIn = null } =
    promotion;
  const { priority = 0, stackable = true, maxRedemptions = null, maxPerCustomer = null } = promotion;
  const [row] = await database<[{ id: bigint }]>`
    insert into promotions (name, coupon, kind, value, currency, category_id, min_subtotal, starts_at, ends_at, priority,
      stackable, max_redemptions, max_per_customer)
    values (${name}, ${coupon}, ${kind}, ${value}, ${currency}, (select id from categories where slug = ${category}),
      ${minSubtotal}, now() + ${startsIn} * interval '1 day', now() + ${endsIn}::float * interval '1 day', ${priority},
      ${stackable}, ${maxRedemptions}, ${maxPerCustomer})
    returning id`;
  return row.id;
}
