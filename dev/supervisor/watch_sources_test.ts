import assert from "node:assert/strict";
import { affected } from "./watch_sources.ts";

Deno.test("affected() names the processes that a file is part of", () => {
  assert.deepEqual(affected("routes/index.tsx"), ["edge"]);
  assert.deepEqual(affected("edge/gateway/rest/search.ts"), ["edge"]);
  assert.deepEqual(affected("services/order/cart/add.ts"), ["order"]);
  assert.deepEqual(affected("services/kit/log.ts"), ["redis", "mailbox", "bank", "user", "order", "edge"]);
});

Deno.test("affected() leaves out tests and what runs nowhere", () => {
  assert.deepEqual(affected("services/order/cart/add_test.ts"), []);
  assert.deepEqual(affected("services/kit/grpc/testdata/storm.ts"), []);
  assert.deepEqual(affected("docs/index.md"), []);
});
