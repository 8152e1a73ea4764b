import assert from "node:assert/strict";
import { regionProblem } from "./regions.ts";

Deno.test("regionProblem() takes the parts that a country has, and anything where it does not matter", () => {
  assert.equal(regionProblem("US", "NY"), undefined);
  assert.equal(regionProblem("CA", "QC"), undefined);
  assert.equal(regionProblem("GB", "ENG"), undefined);
  assert.match(regionProblem("US", "")!, /state/);
  assert.match(regionProblem("US", "ON")!, /state/);
  assert.match(regionProblem("CA", "NY")!, /province/);
});
