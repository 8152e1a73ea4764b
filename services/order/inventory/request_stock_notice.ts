import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  RequestStockNoticeRequest,
  RequestStockNoticeResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/inventory_pb.ts";
import { type Database, type Query, transaction } from "../../kit/database.ts";

/**
 * Writes down who wants to hear when a variant can be bought again; when it can be now, they hear at once. One wish of an
 * address and variant is open at a time, and after a mail none is for a day.
 *
 * Says the same whatever there is: an answer must not tell whose addresses or which variants the shop has.
 */
export async function requestStockNotice(
  database: Database,
  { sku, email }: RequestStockNoticeRequest,
): Promise<MessageInitShape<typeof RequestStockNoticeResponseSchema>> {
  await transaction(database, async (tx) => {
    if (await writeWish(tx, sku, email)) {
      await tx`
        select emit_event('variant:' || sku, 'stock.back', jsonb_build_object('sku', sku))
        from variants where sku = ${sku}`;
    }
  });
  return {};
}

/**
 * True when there is a new wish and the variant can be bought. The stock is locked, because whoever adds units while the wish is
 * written would not see it: they wait, and look again.
 */
async function writeWish(tx: Query, sku: string, email: string): Promise<boolean> {
  const [row] = await tx<{ isBack: boolean }[]>`
    with places as materialized (
      select on_hand - reserved as available from stock
      where variant_id = (select id from variants where sku = ${sku}) order by location for share
    ), wish as (
      insert into stock_notices (variant_id, email)
      select id, ${email} from variants
      where sku = ${sku} and not exists (
        select from stock_notices
        where variant_id = variants.id and lower(email) = lower(${email}) and notified_at > now() - interval '1 day'
      )
      on conflict do nothing
      returning 1
    )
    select coalesce((select sum(available) from places), 0) > 0 and exists (select from wish) as "isBack"`;
  return row?.isBack ?? false;
}
