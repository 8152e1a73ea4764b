import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { CheckResultSchema } from "../proto/gen/shopflow/order/v1/check_pb.ts";
import { reportLines } from "./check.ts";

Deno.test("reportLines() aligns names of any length, and tells where something does not hold", () => {
  const results = [
    { name: "I1", title: "Nothing is oversold" },
    { name: "orders add up", title: "Lines sum to amounts", problems: ["order A", "order B"], problemCount: 5 },
    { name: "I9", title: "The ledger sums to zero", notChecked: "the database is away" },
  ].map((result) => create(CheckResultSchema, result));
  assert.deepEqual(reportLines(results), [
    "holds   I1             Nothing is oversold",
    "BROKEN  orders add up  Lines sum to amounts",
    "                       order A",
    "                       order B",
    "                       and 3 more",
    "?       I9             The ledger sums to zero",
    "                       Not checked: the database is away",
  ]);
});
