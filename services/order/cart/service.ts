import { CartService } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import type { Database } from "../../kit/database.ts";
import { implement, type Implementation } from "../../kit/grpc/implementation.ts";
import { ofShopper } from "../shopper.ts";
import { addToCart } from "./add_to_cart.ts";
import { getCart } from "./get_cart.ts";
import { setCartLine } from "./set_cart_line.ts";

/** The cart service on a database. */
export function cartService(database: Database): Implementation {
  return implement(CartService, {
    getCart: (request, call) => getCart(database, ofShopper(request, call)),
    addToCart: (request, call) => addToCart(database, ofShopper(request, call)),
    setCartLine: (request, call) => setCartLine(database, ofShopper(request, call)),
  });
}
