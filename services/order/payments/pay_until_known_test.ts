import assert from "node:assert/strict";
import { ErrorCode, invalidArgument, ShopError } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { payUntilKnown } from "./pay_until_known.ts";
import type { PaymentProvider, PaymentRequest, PaymentResult } from "./provider.ts";
import { NEVER, PAID, requestFor, UNREACHABLE } from "./testing/requests.ts";

const LOST = new Error("the answer was lost");
const request = requestFor("card_visa_4242");

/** A provider that says these things, one after another, and what it was asked. */
function sayer(...answers: (PaymentResult | undefined | Error)[]) {
  const asked: string[] = [];
  const say = (what: string) => (given: PaymentRequest) => {
    assert.equal(given, request);
    asked.push(what);
    const answer = answers.shift();
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const provider: PaymentProvider = {
    ...UNREACHABLE,
    pay: say("pay") as PaymentProvider["pay"],
    find: say("find"),
  };
  return { asked, provider };
}

Deno.test("payUntilKnown() asks what became of a payment before it sends it again", async () => {
  const { provider, asked } = sayer(LOST, LOST, undefined, PAID);
  assert.deepEqual(await payUntilKnown(provider, request, NEVER, { pauseMs: 1 }), PAID);
  assert.deepEqual(asked, ["pay", "find", "find", "pay"]);
});

Deno.test("payUntilKnown() sends nothing again that it finds", async () => {
  const { provider, asked } = sayer(LOST, PAID);
  assert.deepEqual(await payUntilKnown(provider, request, NEVER, { pauseMs: 1 }), PAID);
  assert.deepEqual(asked, ["pay", "find"]);
});

Deno.test("payUntilKnown() asks first when a process before may have sent it", async () => {
  const { provider, asked } = sayer(PAID);
  assert.deepEqual(await payUntilKnown(provider, request, NEVER, { asked: true }), PAID);
  assert.deepEqual(asked, ["find"]);
});

Deno.test("payUntilKnown() tries so often and no more, and then it is not known", async () => {
  const { provider, asked } = sayer(LOST, undefined, LOST, LOST, LOST);
  await assert.rejects(payUntilKnown(provider, request, NEVER, { pauseMs: 1, attempts: 3 }), LOST);
  assert.deepEqual(asked, ["pay", "find", "pay", "find"]);
});

Deno.test("payUntilKnown() does not try again what is refused or cannot be sent", async () => {
  const refused = sayer(invalidArgument("Cannot pay", "payment_token", "Wrong"));
  await assert.rejects(
    payUntilKnown(refused.provider, request, NEVER),
    failsWith(ErrorCode.INVALID_ARGUMENT, "payment_token"),
  );
  const away = sayer(new ShopError(ErrorCode.UNAVAILABLE, "Cannot reach the payment provider: it is away"));
  await assert.rejects(payUntilKnown(away.provider, request, NEVER), failsWith(ErrorCode.UNAVAILABLE));
  assert.deepEqual([refused.asked, away.asked], [["pay"], ["pay"]]);
});
