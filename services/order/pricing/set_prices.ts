import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  Price,
  SetPricesRequest,
  SetPricesResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import { type Database, type Query, transaction } from "../../kit/database.ts";
import { checkFields } from "./check_fields.ts";
import { checkSkus } from "./check_skus.ts";

/**
 * Sets prices of variants in a price list: all, or none.
 *
 * Fails with INVALID_ARGUMENT, naming entries whose SKU does not exist or is given twice, or the price list.
 */
export async function setPrices(
  database: Database,
  { priceList, prices }: SetPricesRequest,
): Promise<MessageInitShape<typeof SetPricesResponseSchema>> {
  return await transaction(database, async (tx) => {
    const [list] = await tx`select from price_lists where code = ${priceList}`;
    checkFields("prices", [["price_list", !list && "Must be the code of a price list"]]);
    await checkSkus(tx, "prices", "prices", prices.map(({ sku }) => sku));
    return { changed: await write(tx, priceList, prices) };
  });
}

/** Products are locked before prices, as an import does; each in the order of their ids. */
async function write(tx: Query, priceList: string, prices: readonly Price[]): Promise<number> {
  const skus = prices.map(({ sku }) => sku);
  await tx`
    select from products where id in (select product_id from variants where sku = any (${skus}::text[]))
    order by id for no key update`;
  const changed = await tx`
    insert into prices (price_list, variant_id, amount)
    select ${priceList}, variants.id, given.amount
    from unnest(${skus}::text[], ${prices.map(({ minorUnits }) => String(minorUnits))}::bigint[]) as given (sku, amount)
    join variants using (sku)
    order by variants.id
    on conflict (variant_id, price_list) do update set amount = excluded.amount where prices.amount <> excluded.amount
    returning 1`;
  return changed.length;
}
