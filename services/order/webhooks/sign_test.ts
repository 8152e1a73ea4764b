import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { secretText, signedHeaders } from "./sign.ts";

Deno.test("signedHeaders() signs as the Standard Webhooks specification shows", () => {
  const secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const message = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", at: new Date(1614265330_999), body: '{"test": 2432232314}' };
  assert.deepEqual(signedHeaders(Buffer.from(secret, "base64"), message), {
    "webhook-id": message.id,
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
  assert.equal(secretText(Buffer.from(secret, "base64")), `whsec_${secret}`);
});
