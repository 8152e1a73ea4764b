import assert from "node:assert/strict";
import { CartService } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { ErrorCode, ShopError } from "../../../services/kit/errors.ts";
import { connect, createClient } from "../../../services/kit/grpc/client.ts";
import { implement } from "../../../services/kit/grpc/implementation.ts";
import { startServer } from "../../../services/kit/grpc/server.ts";
import { createLog } from "../../../services/kit/log.ts";
import { readIdentity } from "../../../services/kit/tls.ts";
import type { Experiment } from "../experiment.ts";

const CALLS = { small: 300, full: 5_000 };
const AT_ONCE = 16;
/** Calls until the channel has spent what it may on repeats. */
const SPENT_AFTER = 50;
const LIMIT = 1.1;

/** A service that is in trouble is not buried under repeats. */
export const retryStorm: Experiment = {
  name: "F21",
  title: "The order service answers UNAVAILABLE to everything: how often are calls repeated",
  async run(proof) {
    let attempts = 0;
    const refuse = () => {
      attempts++;
      return Promise.reject(new ShopError(ErrorCode.UNAVAILABLE, "Cannot answer: out of order"));
    };
    const log = createLog({ process: "storm", sink: () => {} });
    const server = await startServer({
      host: "127.0.0.1",
      port: 0,
      identity: await readIdentity(proof.certificates("order")),
      implementations: [
        implement(CartService, {
          getCart: refuse,
          addToCart: refuse,
          setCartLine: refuse,
        }),
      ],
      checks: {},
      log,
    });
    const connection = connect({
      target: `127.0.0.1:${server.port}`,
      workload: "order",
      identity: await readIdentity(proof.certificates("edge")),
      services: [CartService],
    });
    const cart = createClient(CartService, connection);
    const guestId = proof.random.uuid();
    const call = () => assert.rejects(cart.getCart({ guestId }), { codeName: "UNAVAILABLE" });
    try {
      for (let calls = 0; calls < SPENT_AFTER; calls++) await call();
      attempts = 0;
      let left = CALLS[proof.scale];
      const caller = async () => {
        while (left-- > 0) await call();
      };
      await Promise.all(Array.from({ length: AT_ONCE }, caller));
      const ratio = attempts / CALLS[proof.scale];
      assert.ok(ratio <= LIMIT, `each call was made ${ratio.toFixed(2)} times`);
      return { calls: CALLS[proof.scale], attempts };
    } finally {
      connection.close();
      await server.stop(1_000);
    }
  },
};
