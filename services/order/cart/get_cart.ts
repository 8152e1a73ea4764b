import type { MessageInitShape } from "@bufbuild/protobuf";
import type { GetCartRequest, GetCartResponseSchema } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import type { Database } from "../../kit/database.ts";
import { cartMessage } from "./cart_message.ts";
import { readCart } from "./read_cart.ts";

/** Reads a guest's cart at today's prices. */
export async function getCart(
  database: Database,
  request: GetCartRequest,
): Promise<MessageInitShape<typeof GetCartResponseSchema>> {
  return { cart: cartMessage(await readCart(database, request.guestId)) };
}
