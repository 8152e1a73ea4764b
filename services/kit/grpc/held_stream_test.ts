import assert from "node:assert/strict";
import { serveForTest } from "../../../dev/testing/grpc.ts";
import { OrderService } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { makeContext, withContext } from "../context.ts";
import { ErrorCode, ShopError } from "../errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { unserved } from "../testing/unserved.ts";
import { createClient } from "./client.ts";
import { implement } from "./implementation.ts";
import { aPrincipal } from "../testing/a_principal.ts";

const ADA = aPrincipal();

for (
  const [what, failure, ends] of [
    ["ends a stream when the person it is for is signed in no longer", ErrorCode.UNAUTHENTICATED, true],
    ["goes on with a stream while nobody can tell who is signed in", ErrorCode.UNAVAILABLE, false],
  ] as const
) {
  Deno.test(`a server ${what}`, async () => {
    let [holds, looks] = [true, 0];
    const [lookedTwice, stopped] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const verify = () => {
      if (++looks === 3) lookedTwice.resolve(); // the first look was at the call's beginning
      return holds ? Promise.resolve(ADA) : Promise.reject(new ShopError(failure, "Cannot accept the access token"));
    };
    const orders = implement(OrderService, {
      ...unserved(OrderService),
      async *watchOrder(_request, { signal }) {
        signal.addEventListener("abort", () => stopped.resolve());
        yield {};
        await Promise.race([lookedTwice.promise, stopped.promise]);
        if (!signal.aborted) yield {};
        await stopped.promise;
      },
    });
    await using server = await serveForTest([orders], { tokens: { verify } });
    const client = createClient(OrderService, await server.connect([OrderService], "edge"));
    const stream = client.watchOrder({ guestId: ADA.shopperId, number: "SF-7K3QX9M2" })[Symbol.asyncIterator]();
    // The first message begins the call; the deadline is for a server that never looks
    const context = { ...makeContext({ deadline: Date.now() + 10_000 }), accessToken: "token" };
    const first = await withContext(context, () => stream.next());
    assert.equal(first.done, false);
    holds = false;
    if (ends) await assert.rejects(stream.next(), failsWith(ErrorCode.UNAUTHENTICATED));
    else assert.equal((await stream.next()).done, false);
    await stream.return?.();
    await stopped.promise;
  });
}
