import assert from "node:assert/strict";
import { HTTPException } from "hono/http-exception";
import { ErrorCode, ShopError } from "../../services/kit/errors.ts";
import { testApp } from "../testing/test_app.ts";
import { problem, toShopError } from "./problem.ts";
import { Problem } from "./rest/schemas.ts";

const CODES = Object.values(ErrorCode).filter((code) => typeof code === "number");

for (const code of CODES) {
  const error = new ShopError(code, "Cannot do it: it does not work");

  Deno.test(`problem() tells ${error.codeName} in the documented shape`, async () => {
    const response = problem(error, "request-1");
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    assert.equal(response.headers.get("cache-control"), "no-store");
    const body = await response.json();
    assert.deepEqual(Problem.strict().parse(body), body);
    assert.deepEqual(
      [response.status, body.status, body.code, body.detail, body.request_id],
      [error.httpStatus, error.httpStatus, error.codeName, "Cannot do it: it does not work", "request-1"],
    );
  });

  Deno.test(`problem() links ${error.codeName} to where it is explained`, async () => {
    const { type } = await problem(error, "").json();
    const [path, section] = type.split("#");
    const page = await testApp().app.request(path);
    assert.equal(page.status, 200);
    assert.ok((await page.text()).includes(`<section id="${section}">`));
  });
}

Deno.test("problem() carries what its code is about", async () => {
  const details = {
    violations: [{ field: "email", description: "must be an address" }],
    outOfStock: [{ sku: "MUG-1", requested: 2, available: 1 }],
    priceChanged: { currency: "GBP", expectedMinor: 1299n, currentMinor: 1399n },
  };
  const body = await problem(new ShopError(ErrorCode.PRICE_CHANGED, "", { details }), "").json();
  assert.deepEqual([body.errors, body.out_of_stock, body.price_changed], [
    details.violations,
    details.outOfStock,
    { expected: { amount: "12.99", currency: "GBP" }, current: { amount: "13.99", currency: "GBP" } },
  ]);
});

Deno.test("problem() says when to try again what is away, or late", () => {
  const wait = (code: ErrorCode) => problem(new ShopError(code, ""), "").headers.get("retry-after");
  assert.deepEqual(
    [ErrorCode.UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED, ErrorCode.NOT_FOUND].map(wait),
    ["1", "1", null],
  );
});

Deno.test("toShopError() tells a library's refusal as an invalid argument, and any other error as a bug", () => {
  assert.equal(toShopError(new HTTPException(400, { message: "Malformed JSON" })).code, ErrorCode.INVALID_ARGUMENT);
  assert.equal(toShopError(new HTTPException(500)).code, ErrorCode.UNSPECIFIED);
  assert.equal(toShopError(new TypeError("secret")).message, "Cannot answer: an unexpected error happened");
});
