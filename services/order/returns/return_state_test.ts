import assert from "node:assert/strict";
import fc from "fast-check";
import { ReturnStatus } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { NEXT_STATE, PROTO_RETURN, returnMayBecome, type ReturnState } from "./return_state.ts";

const STATES = Object.keys(NEXT_STATE) as ReturnState[];

Deno.test("returnMayBecome() allows exactly the edges of the state machine", () => {
  const edges = STATES.flatMap((from) => STATES.filter((to) => returnMayBecome(from, to)).map((to) => `${from} ${to}`));
  assert.deepEqual(edges.sort(), [
    "approved received",
    "approved rejected",
    "received refunded",
    "requested approved",
    "requested rejected",
  ]);
});

Deno.test("whatever is tried with a return, nothing is paid for what did not come, and an end is an end", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...STATES), { maxLength: 40 }), (tries) => {
      const path: ReturnState[] = ["requested"];
      for (const to of tries) if (returnMayBecome(path.at(-1)!, to)) path.push(to);
      assert.equal(new Set(path).size, path.length);
      if (path.includes("refunded")) assert.deepEqual(path, ["requested", "approved", "received", "refunded"]);
      if (path.includes("rejected")) assert.equal(path.at(-1), "rejected");
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("every state has its own name in the contract", () => {
  const names = STATES.map((state) => `${state} ${ReturnStatus[PROTO_RETURN[state]]?.toLowerCase()}`);
  assert.deepEqual(names, STATES.map((state) => `${state} ${state}`));
});
