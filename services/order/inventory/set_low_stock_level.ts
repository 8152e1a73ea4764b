import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  SetLowStockLevelRequest,
  SetLowStockLevelResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/inventory_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { levelColumns, stockLevel, type StockLevelRow } from "./stock_level.ts";

/** Sets at how many available units staff are told; at once, when there are no more. Fails with NOT_FOUND. */
export async function setLowStockLevel(
  database: Database,
  { sku, location, lowAt }: SetLowStockLevelRequest,
): Promise<MessageInitShape<typeof SetLowStockLevelResponseSchema>> {
  const [level] = await database<StockLevelRow[]>`
    with place as (
      select id as variant_id, code as location from variants, locations where sku = ${sku} and code = ${location}
    ), stock as (
      insert into stock (variant_id, location, on_hand, low_at) select variant_id, location, 0, ${
    lowAt ?? null
  } from place
      on conflict (variant_id, location) do update set low_at = excluded.low_at
      returning *
    )
    select ${levelColumns(database)}
    from stock join variants on variants.id = variant_id join products on products.id = product_id`;
  if (level) return { level: stockLevel(level) };
  throw new ShopError(ErrorCode.NOT_FOUND, `Cannot set a mark: there is no "${sku}" or no location "${location}"`);
}
