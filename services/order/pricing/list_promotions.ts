import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  ListPromotionsRequest,
  ListPromotionsResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import type { Database } from "../../kit/database.ts";
import { promotionColumns, promotionMessage, type PromotionRow } from "./promotion_message.ts";

const DEFAULT_PAGE_SIZE = 50;

/** Lists promotions, newest first. A cursor is the code of the last one before it: codes stay, and promotions are never deleted. */
export async function listPromotions(
  database: Database,
  { pageSize, cursor, withEnded }: ListPromotionsRequest,
): Promise<MessageInitShape<typeof ListPromotionsResponseSchema>> {
  const size = pageSize || DEFAULT_PAGE_SIZE;
  const rows = await database<PromotionRow[]>`
    select ${promotionColumns(database)} from promotions
    where (${cursor} = '' or id < (select id from promotions where code = ${cursor}))
      and (${withEnded} or ends_at is null or ends_at > now())
    order by id desc limit ${size + 1}`;
  return {
    promotions: rows.slice(0, size).map(promotionMessage),
    nextCursor: rows.length > size ? rows[size - 1]!.code : "",
  };
}
