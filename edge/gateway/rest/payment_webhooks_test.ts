import assert from "node:assert/strict";
import { ErrorCode, ShopError } from "../../../services/kit/errors.ts";
import { MAX_BODY_BYTES } from "../../middleware/read_body.ts";
import { type Call, fakeClients } from "../../testing/fake_clients.ts";
import { testApp } from "../../testing/test_app.ts";
import { paymentWebhooks } from "./payment_webhooks.ts";

const PATH = "/api/v1/webhooks/payments/stripe/";
const BODY = '{ "id": "evt_1",\n  "naïve": true }';

function setUp(refuse?: ShopError) {
  const calls: Call[] = [];
  const clients = fakeClients(calls);
  if (refuse) clients.payments.receivePaymentEvent = () => Promise.reject(refuse);
  const { app } = testApp({ clients, writesPerMinute: 1 });
  const post = (init: RequestInit = {}, path = PATH) => {
    const headers = {
      "content-type": "application/json; charset=utf-8",
      "stripe-signature": "t=1,v1=a",
      ...init.headers,
    };
    return app.request(path, { method: "POST", body: BODY, ...init, headers });
  };
  return { calls, post, app };
}

Deno.test("payment webhooks go on byte for byte, with the signature and nothing else of the request", async () => {
  const { calls, post } = setUp();
  const response = await post({ headers: { cookie: "guest=1", authorization: "Bearer x" } });
  assert.deepEqual([response.status, await response.json()], [200, { received: true }]);
  assert.deepEqual([response.headers.get("set-cookie"), response.headers.get("ratelimit")], [null, null]);
  assert.deepEqual(calls, [["receivePaymentEvent", {
    provider: "stripe",
    headers: { "stripe-signature": "t=1,v1=a" },
    body: new TextEncoder().encode(BODY),
  }]]);
});

Deno.test("payment webhooks do not count as a shopper's writes, and have a limit of their own", async () => {
  const { post, app } = setUp();
  const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await post()).status));
  assert.deepEqual(new Set(statuses), new Set([200]));
  assert.equal((await app.request("/cart", { method: "POST" })).status, 200, "the one write of this minute");
});

Deno.test("payment webhooks of an address that sends without end are refused", async () => {
  const app = paymentWebhooks({ clients: fakeClients(), trustedProxies: 0, perMinute: 3, now: () => 0 });
  app.onError((error, c) => c.text(String(error), error instanceof ShopError ? 429 : 500));
  for (let sent = 0; sent < 3; sent++) assert.equal((await app.request(PATH, {}, {})).status, 405);
  assert.match(await (await app.request(PATH, {}, {})).text(), /too many/);
});

for (
  const [code, status] of [
    [ErrorCode.UNAUTHENTICATED, 401],
    [ErrorCode.NOT_FOUND, 404],
    [ErrorCode.UNAVAILABLE, 503],
  ] as const
) {
  Deno.test(`payment webhooks that fail with ${ErrorCode[code]} are answered with ${status}`, async () => {
    const { post } = setUp(new ShopError(code, "Cannot take the event: for a reason"));
    const response = await post();
    assert.deepEqual([response.status, (await response.json()).code], [status, ErrorCode[code]]);
  });
}

Deno.test("payment webhooks refuse other methods, other content and long bodies before anybody sees them", async () => {
  const { calls, post, app } = setUp();
  const read = await app.request(PATH);
  assert.deepEqual([read.status, read.headers.get("allow")], [405, "POST"]);
  assert.equal((await post({ headers: { "content-type": "text/plain" } })).status, 415);
  assert.equal((await post({ body: "x".repeat(MAX_BODY_BYTES + 1) })).status, 413);
  assert.deepEqual(calls, []);
});

Deno.test("payment webhooks are found without the slash at the end as well", async () => {
  const { post } = setUp();
  assert.equal((await post({}, PATH.slice(0, -1))).status, 200);
});
