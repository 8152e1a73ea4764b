import assert from "node:assert/strict";
import fc from "fast-check";
import { OrderStatus } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { isFinal, mayBecome, NEXT, PROTO_STATUS, type Status } from "./order_status.ts";

const STATUSES = Object.keys(NEXT) as Status[];

Deno.test("mayBecome() allows exactly the edges of the state machine", () => {
  const edges = STATUSES.flatMap((from) => STATUSES.filter((to) => mayBecome(from, to)).map((to) => `${from} ${to}`));
  assert.deepEqual(edges.sort(), [
    "packed cancelled",
    "packed shipped",
    "paid cancelled",
    "paid packed",
    "placed cancelled",
    "placed paid",
    "shipped delivered",
  ]);
});

Deno.test("whatever is tried with an order, it takes no status twice and stays where it is final", () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(...STATUSES), { maxLength: 30 }), (tries) => {
    const path: Status[] = ["placed"];
    for (const to of tries) {
      const from = path.at(-1)!;
      if (!mayBecome(from, to)) continue;
      assert.ok(!isFinal(from), `${from} was left`);
      path.push(to);
    }
    assert.equal(new Set(path).size, path.length);
    if (path.includes("delivered")) assert.deepEqual(path, ["placed", "paid", "packed", "shipped", "delivered"]);
    if (path.includes("shipped")) assert.ok(!path.includes("cancelled"));
  }));
});

Deno.test("every status has its own name in the contract", () => {
  const names = STATUSES.map((status) => `${status} ${OrderStatus[PROTO_STATUS[status]]?.toLowerCase()}`);
  assert.deepEqual(names, STATUSES.map((status) => `${status} ${status}`));
});
