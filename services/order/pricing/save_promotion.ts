import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import postgres from "postgres";
import type {
  Promotion,
  SavePromotionRequest,
  SavePromotionResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import { type Database, type Query, transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { checkFields } from "./check_fields.ts";
import { promotionColumns, promotionMessage, type PromotionRow } from "./promotion_message.ts";

/** Most that an amount may be; minor units. */
const MAX_AMOUNT = 10n ** 12n;

/**
 * Makes a promotion, or changes the one of that code.
 *
 * Fails with INVALID_ARGUMENT, naming the fields at fault, or with ALREADY_EXISTS when the coupon is another's.
 */
export async function savePromotion(
  database: Database,
  request: SavePromotionRequest,
): Promise<MessageInitShape<typeof SavePromotionResponseSchema>> {
  const promotion = request.promotion!;
  checkFields("the promotion", amountProblems(promotion));
  try {
    const row = await transaction(database, (tx) => save(tx, promotion));
    return { promotion: promotionMessage(row) };
  } catch (error) {
    if (!(error instanceof postgres.PostgresError && error.constraint_name === "promotions_by_coupon")) throw error;
    const violations = [{ field: "promotion.coupon", description: "Must not be another promotion's" }];
    throw new ShopError(ErrorCode.ALREADY_EXISTS, `Cannot save promotion "${promotion.code}": its coupon is taken`, {
      details: { violations },
      cause: error,
    });
  }
}

function amountProblems({ effect, minSubtotal, startsAt, endsAt }: Promotion): [string, string | false][] {
  const amount = effect.case === "amount" ? effect.value : undefined;
  const isNoAmount = (minor: bigint | undefined) => minor !== undefined && (minor <= 0n || minor > MAX_AMOUNT);
  const differs = amount && minSubtotal && amount.currencyCode !== minSubtotal.currencyCode;
  const isNever = startsAt && endsAt && timestampDate(endsAt) <= timestampDate(startsAt);
  return [
    ["promotion.amount.minor_units", isNoAmount(amount?.minorUnits) && `Must be 1 to ${MAX_AMOUNT}`],
    ["promotion.min_subtotal.minor_units", isNoAmount(minSubtotal?.minorUnits) && `Must be 1 to ${MAX_AMOUNT}`],
    ["promotion.min_subtotal.currency_code", differs ? "Must be the currency of the amount" : false],
    ["promotion.ends_at", isNever ? "Must be later than starts_at" : false],
  ];
}

async function save(tx: Query, promotion: Promotion): Promise<PromotionRow> {
  const { code, name, coupon, effect, categorySlug, minSubtotal, startsAt, endsAt, priority, stackable } = promotion;
  const amount = effect.case === "amount" ? effect.value : undefined;
  const currency = amount?.currencyCode ?? minSubtotal?.currencyCode ?? null;
  // Locked against orders that use it, which is more than the change itself would do: those without a limit count for one
  // that is set now
  await tx`select from promotions where code = ${code} for update`;
  const facts = await readFacts(tx, code, categorySlug, currency);
  const { maxRedemptions = null, maxPerCustomer = null } = promotion;
  checkFields("the promotion", [
    ["promotion.category_slug", categorySlug !== "" && facts.categoryId === null && "Must be a category"],
    [
      amount ? "promotion.amount.currency_code" : "promotion.min_subtotal.currency_code",
      currency !== null && !facts.hasCurrency && "Must be a currency in which the shop sells",
    ],
    [
      "promotion.max_redemptions",
      maxRedemptions !== null && maxRedemptions < facts.redeemed && `Must be at least ${facts.redeemed}, which is used`,
    ],
  ]);
  const isLimited = maxRedemptions !== null || maxPerCustomer !== null;
  const columns = {
    code,
    name,
    coupon: coupon || null,
    kind: effect.case === "percentPpm" ? "percent" : effect.case === "amount" ? "amount" : "free_shipping",
    value: effect.case === "percentPpm" ? effect.value : amount?.minorUnits ?? null,
    currency,
    category_id: facts.categoryId,
    min_subtotal: minSubtotal?.minorUnits ?? 0n,
    ends_at: endsAt ? timestampDate(endsAt) : null,
    priority,
    stackable,
    max_redemptions: maxRedemptions,
    max_per_customer: maxPerCustomer,
    redeemed: isLimited ? facts.redeemed : 0,
    ...(startsAt && { starts_at: timestampDate(startsAt) }),
  };
  const [row] = await tx<[PromotionRow]>`
    insert into promotions ${tx(columns)}
    on conflict (code) do update set ${tx(columns)}
    returning ${promotionColumns(tx)}`;
  return row;
}

interface Facts {
  categoryId: bigint | null;
  hasCurrency: boolean;
  redeemed: number;
}

async function readFacts(tx: Query, code: string, categorySlug: string, currency: string | null): Promise<Facts> {
  const [facts] = await tx<[Facts]>`
    select (select id from categories where slug = ${categorySlug}) as "categoryId",
      exists (select from price_lists where currency = ${currency}) as "hasCurrency", (
        select count(*)::int from redemptions
        where promotion_id = (select id from promotions where code = ${code}) and released_at is null
      ) as redeemed`;
  return facts;
}
