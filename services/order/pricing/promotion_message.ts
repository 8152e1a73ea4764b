import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { PendingQuery, Row } from "postgres";
import type { PromotionSchema } from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import type { Query } from "../../kit/database.ts";
import { money } from "../money.ts";

/** A promotion as staff know it. */
export interface PromotionRow {
  code: string;
  name: string;
  coupon: string | null;
  kind: "percent" | "amount" | "free_shipping";
  value: bigint | null;
  currency: string | null;
  categorySlug: string | null;
  minSubtotal: bigint;
  startsAt: Date;
  endsAt: Date | null;
  priority: number;
  stackable: boolean;
  maxRedemptions: number | null;
  maxPerCustomer: number | null;
  redeemed: number;
}

/** For use in a statement: the columns of a `PromotionRow`, from the table `promotions`. */
export function promotionColumns(query: Query): PendingQuery<Row[]> {
  return query`code, name, coupon, kind, value, currency, (select slug from categories where id = category_id) as "categorySlug",
    min_subtotal as "minSubtotal", starts_at as "startsAt", ends_at as "endsAt", priority, stackable,
    max_redemptions as "maxRedemptions", max_per_customer as "maxPerCustomer", (
      select count(*)::int from redemptions where promotion_id = promotions.id and released_at is null
    ) as redeemed`;
}

/** A promotion as the contract carries it. */
export function promotionMessage(row: PromotionRow): MessageInitShape<typeof PromotionSchema> {
  const { code, name, currency, priority, stackable, redeemed } = row;
  return {
    code,
    name,
    coupon: row.coupon ?? "",
    effect: effectOf(row),
    categorySlug: row.categorySlug ?? "",
    ...(currency !== null && row.minSubtotal > 0n && { minSubtotal: money(currency, row.minSubtotal) }),
    startsAt: timestampFromDate(row.startsAt),
    ...(row.endsAt && { endsAt: timestampFromDate(row.endsAt) }),
    priority,
    stackable,
    ...(row.maxRedemptions !== null && { maxRedemptions: row.maxRedemptions }),
    ...(row.maxPerCustomer !== null && { maxPerCustomer: row.maxPerCustomer }),
    redeemed,
  };
}

type Effect = NonNullable<MessageInitShape<typeof PromotionSchema>["effect"]>;

function effectOf({ kind, value, currency }: PromotionRow): Effect {
  if (kind === "percent") return { case: "percentPpm", value: Number(value) };
  if (kind === "amount") return { case: "amount", value: money(currency!, value!) };
  return { case: "freeShipping", value: {} };
}
