import assert from "node:assert/strict";
import fc from "fast-check";
import { OrderStatus } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { isFinal, mayBecome, NEXT, PROTO_STATUS, type Status } from "./order_status.ts";

const STATUSES = Object.keys(NEXT) as Status[];

Deno.test("mayBecome() allows exactly the edges of the state machine", () => {
  const edges = STATUSES.flatMap((from) => STATUSES.filter((to) => mayBecome(from, to)).map((to) => `${from} ${to}`));
  assert.deepEqual(edges.sort(), [
    "delivered refunded",
    "delivered returned",
    "packed cancelled",
    "packed shipped",
    "paid cancelled",
    "paid packed",
    "placed cancelled",
    "placed paid",
    "returned refunded",
    "shipped delivered",
    "shipped returned",
  ]);
});

Deno.test("whatever is tried with an order, it takes no status twice and stays where it is final", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...STATUSES), { maxLength: 60 }), (tries) => {
      const path: Status[] = ["placed"];
      for (const to of tries) {
        const from = path.at(-1)!;
        if (!mayBecome(from, to)) continue;
        assert.ok(!isFinal(from), `${from} was left`);
        path.push(to);
      }
      assert.equal(new Set(path).size, path.length);
      const passed = (status: Status) => path.includes(status);
      if (passed("shipped")) {
        assert.deepEqual(path.slice(0, 4), ["placed", "paid", "packed", "shipped"]);
        assert.ok(!passed("cancelled"), "called off with the carrier");
      }
      if (passed("returned") || passed("refunded")) assert.ok(passed("shipped"), "came back without having left");
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("every status can be reached, and from every one an order comes to an end", () => {
  const reachable = new Set<Status>(["placed"]);
  for (const status of reachable) for (const next of NEXT[status]) reachable.add(next);
  assert.equal(reachable.size, STATUSES.length);
  const ends = (status: Status): boolean => isFinal(status) || NEXT[status].some(ends);
  assert.ok(STATUSES.every(ends));
});

Deno.test("every status has its own name in the contract", () => {
  const names = STATUSES.map((status) => `${status} ${OrderStatus[PROTO_STATUS[status]]?.toLowerCase()}`);
  assert.deepEqual(names, STATUSES.map((status) => `${status} ${status}`));
});
