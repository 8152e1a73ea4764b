/** One call of ours, as a service serves it: mutual TLS, permission, validation, context, deadline, logging. */
import { CartService } from "../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { print } from "../../dev/print.ts";
import { readConfig, tlsPaths } from "../../services/kit/config.ts";
import { implement } from "../../services/kit/grpc/implementation.ts";
import { startServer } from "../../services/kit/grpc/server.ts";
import { createLog } from "../../services/kit/log.ts";
import { readIdentity } from "../../services/kit/tls.ts";
import { CART } from "./cart.ts";

const answer = () => Promise.resolve({ cart: CART });
const added = () => Promise.resolve({ itemCount: 1 });
const { port } = await startServer({
  host: "127.0.0.1",
  port: 0,
  identity: await readIdentity(readConfig(tlsPaths)),
  implementations: [implement(CartService, { getCart: answer, addToCart: added, setCartLine: answer })],
  checks: {},
  log: createLog({ process: "bench" }),
});
print(String(port));
