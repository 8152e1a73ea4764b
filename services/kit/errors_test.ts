import assert from "node:assert/strict";
import { ErrorCode, fromUnknown, invalidArgument, ShopError } from "./errors.ts";

Deno.test("every error code has an HTTP status and a gRPC code", () => {
  for (const code of Object.values(ErrorCode).filter((value) => typeof value === "number")) {
    const error = new ShopError(code, "Cannot");
    assert.ok(error.httpStatus >= 400 && error.httpStatus < 600, error.codeName);
    assert.ok(error.grpcCode >= 1 && error.grpcCode <= 16, error.codeName);
  }
});

Deno.test("no error of ours is INTERNAL in gRPC, which means a broken connection there", () => {
  const INTERNAL = 13;
  for (const code of Object.values(ErrorCode).filter((value) => typeof value === "number")) {
    assert.notEqual(new ShopError(code, "Cannot").grpcCode, INTERNAL);
  }
});

Deno.test("fromUnknown() keeps a ShopError as it is", () => {
  const error = invalidArgument("Cannot add to the cart: bad quantity", "quantity", "1 to 999");
  assert.equal(fromUnknown(error), error);
  assert.deepEqual(error.details.violations, [{ field: "quantity", description: "1 to 999" }]);
});

Deno.test("fromUnknown() makes a dependency that is away UNAVAILABLE", () => {
  for (const code of ["ECONNREFUSED", "CONNECTION_CLOSED", "57P01", "57P03"]) {
    const error = fromUnknown(Object.assign(new Error("boom"), { code }));
    assert.equal(error.code, ErrorCode.UNAVAILABLE);
    assert.equal(error.isBug, false);
  }
});

Deno.test("fromUnknown() makes anything else a bug that tells nothing, and keeps the cause", () => {
  for (const thrown of [new TypeError("secret detail"), "a string", undefined, { code: "23505" }]) {
    const error = fromUnknown(thrown);
    assert.equal(error.isBug, true);
    assert.equal(error.codeName, "INTERNAL");
    assert.equal(error.httpStatus, 500);
    assert.doesNotMatch(error.message, /secret/);
    assert.equal(error.cause, thrown);
  }
});
