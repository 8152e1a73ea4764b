import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  EndPromotionRequest,
  EndPromotionResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { promotionColumns, promotionMessage, type PromotionRow } from "./promotion_message.ts";

/** Ends a promotion now, unless it has ended. Fails with NOT_FOUND. */
export async function endPromotion(
  database: Database,
  { code }: EndPromotionRequest,
): Promise<MessageInitShape<typeof EndPromotionResponseSchema>> {
  const [row] = await database<PromotionRow[]>`
    update promotions set ends_at = least(ends_at, now()) where code = ${code} returning ${promotionColumns(database)}`;
  if (!row) throw new ShopError(ErrorCode.NOT_FOUND, `Cannot end promotion "${code}": it does not exist`);
  return { promotion: promotionMessage(row) };
}
