import type { Query } from "../../kit/database.ts";
import { couponKey } from "./coupon_key.ts";
import { priceListOf } from "./price_list_of.ts";
import type { CouponRefusal, Promotion, ShippingMethod, TaxTerms, Terms } from "./terms.ts";

/** Whose order, where to, and with what. */
export interface TermsQuestion {
  /** Whose open cart it is: its currency is that of the terms. */
  guestId: string;
  /** Whom promotions are counted for: the account, or the guest. */
  customer: string;
  /** ISO 3166-1 alpha-2. */
  countryCode: string;
  /** Part of the country; may be empty. */
  region: string;
  /** As typed. */
  coupons: readonly string[];
  /** What a tax service said; the shop's own table holds unless given. */
  tax?: TaxTerms | undefined;
}

/** Amounts and ids come as text, because JSON has no bigint. */
interface Row {
  currency: string;
  methods: Stored<ShippingMethod>[];
  taxIncluded: boolean | null;
  rates: Record<string, number> | null;
  promotions: (Stored<Promotion> & { refusal: CouponRefusal | null })[];
}

type Stored<T> = { [K in keyof T]: StoredValue<T[K]> };
type StoredValue<V> = V extends bigint ? string
  : V extends readonly bigint[] ? string[]
  : V extends { price: bigint }[] ? Stored<V[number]>[]
  : V;

/** How coupons are written. Others cannot exist, and are not asked for. */
const COUPON = /^[A-Z0-9_-]{1,40}$/;

/**
 * Reads all that decides on the price of an order besides its lines, in one statement, because every checkout asks for it.
 * Promotions hold by the database's clock.
 */
export async function readTerms(query: Query, question: TermsQuestion): Promise<Terms> {
  const { guestId, customer, countryCode, region } = question;
  const coupons = new Map(question.coupons.map((coupon) => [couponKey(coupon), coupon]));
  const keys = [...coupons.keys()].filter((key) => COUPON.test(key));
  const [row] = await query<Row[]>`
    with list as (
      select currency from price_lists where code = ${priceListOf(query, guestId)}
    ), methods as (
      select method.code, name, price::text, free_from::text as "freeFrom", days_min as "daysMin", days_max as "daysMax",
        array(
          select jsonb_build_object('maxGrams', max_grams, 'price', band.price::text) from shipping_bands band
          where (zone, code, currency) = (method.zone, method.code, method.currency)
          order by max_grams
        ) as bands
      from shipping_methods method
      where (zone, currency) = ((select zone from shipping_countries where code = ${countryCode}), (select currency from list))
      order by method.code
    ), rates as (
      select distinct on (tax_class) tax_class, rate_ppm from tax_rates
      where country_code = ${countryCode} and region in ('', ${region})
      order by tax_class, region desc
    ), asked as (
      select * from promotions where coupon is null
      ${coupons.size > 0 ? withCoupons(query, keys) : query``}
    ), judged as (
      select asked.*, case
        when ends_at <= now() then 'ended'
        when starts_at > now() then 'not_started'
        when currency <> (select currency from list) then 'other_currency'
        when redeemed >= max_redemptions then 'used_up'
        when max_per_customer <= (
          select count(*) from redemptions
          where promotion_id = asked.id and customer = ${customer} and released_at is null
        ) then 'used_before'
      end as refusal
      from asked
    ), promotions as (
      select id::text, name, coupon, kind, coalesce(value, 0)::text as value, min_subtotal::text as "minSubtotal", stackable,
        refusal, case when category_id is not null then array(
          with recursive within as (
            select category_id as id union all select categories.id from categories join within on parent_id = within.id
          )
          select id::text from within
        ) end as "categoryIds"
      from judged
      where coupon is not null or refusal is null
      order by priority, judged.id
    )
    select (select currency from list),
      coalesce((select jsonb_agg(methods) from methods), '[]') as methods,
      (select prices_include_tax from tax_regions where country_code = ${countryCode}) as "taxIncluded",
      (select jsonb_object_agg(tax_class, rate_ppm) from rates) as rates,
      coalesce((select jsonb_agg(promotions) from promotions), '[]') as promotions`;
  if (!row) throw new Error("Cannot read terms: the statement gave no row");
  const found = new Map(row.promotions.map((promotion) => [couponKey(promotion.coupon ?? ""), promotion]));
  return {
    currency: row.currency,
    methods: row.methods.map(methodOf),
    // No tax where the shop has no row for it
    tax: question.tax ?? { included: row.taxIncluded ?? true, rates: row.rates ?? {} },
    promotions: row.promotions.filter(({ refusal }) => refusal === null).map(promotionOf),
    refusals: Array.from(coupons, ([key, coupon]) => {
      const promotion = found.get(key);
      return { coupon, why: promotion ? promotion.refusal : "unknown" as const };
    }).filter((refusal): refusal is Terms["refusals"][number] => refusal.why !== null),
  };
}

/** Not asked for without one: it costs every checkout. */
function withCoupons(query: Query, keys: string[]) {
  return query`union all select * from promotions where coupon is not null and upper(coupon) = any (${keys}::text[])`;
}

function methodOf(method: Row["methods"][number]): ShippingMethod {
  return {
    ...method,
    price: BigInt(method.price),
    freeFrom: method.freeFrom === null ? null : BigInt(method.freeFrom),
    bands: method.bands.map(({ maxGrams, price }) => ({ maxGrams, price: BigInt(price) })),
  };
}

function promotionOf({ refusal: _, ...promotion }: Row["promotions"][number]): Promotion {
  return {
    ...promotion,
    id: BigInt(promotion.id),
    value: BigInt(promotion.value),
    minSubtotal: BigInt(promotion.minSubtotal),
    categoryIds: promotion.categoryIds?.map(BigInt) ?? null,
  };
}
