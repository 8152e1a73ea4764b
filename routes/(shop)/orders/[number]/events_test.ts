import { deepEqual, equal, match } from "node:assert/strict";
import { OrderStatus } from "../../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { ErrorCode, ShopError } from "../../../../services/kit/errors.ts";
import { CHECKOUT, sampleShop } from "../../../(_testing)/sample_shop.ts";
import { visit } from "../../../(_testing)/test_site.ts";
import { eventStream } from "./(_order)/event_stream.ts";

async function buyer() {
  const shop = sampleShop();
  const visitor = await visit(shop);
  await visitor.post("/products/mug", { "option.Colour": "Sage", "option.Size": "Small", quantity: "1" });
  await visitor.post("/checkout", CHECKOUT);
  return { shop, visitor };
}

/** Reads events one by one. */
function eventsOf(body: ReadableStream<Uint8Array>) {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  const next = async (): Promise<string[] | undefined> => {
    const { done, value = "" } = await reader.read();
    if (done) return undefined;
    const data = /^data: (.*)$/m.exec(value)?.[1];
    return data ? JSON.parse(data).map(({ step }: { step: string }) => step) : await next();
  };
  return { next, close: () => reader.cancel() };
}

Deno.test("an order's events are its steps so far, then each new one, until it is delivered", async () => {
  const { shop, visitor } = await buyer();
  const response = await visitor.get("/orders/SF-1001/events");
  deepEqual([response.headers.get("content-type"), response.headers.get("cache-control")], [
    "text/event-stream",
    "private, no-store",
  ]);
  const events = eventsOf(response.body!);
  deepEqual(await events.next(), ["PLACED", "PAID"]);
  const next = events.next();
  shop.book.advance("SF-1001", OrderStatus.SHIPPED);
  deepEqual(await next, ["PLACED", "PAID", "SHIPPED"]);
  const last = events.next();
  shop.book.advance("SF-1001", OrderStatus.DELIVERED);
  deepEqual((await last)?.at(-1), "DELIVERED");
  equal(await events.next(), undefined);
});

Deno.test("when the browser leaves, the call to the service ends", async () => {
  const { shop, visitor } = await buyer();
  const events = eventsOf((await visitor.get("/orders/SF-1001/events")).body!);
  await events.next();
  const next = events.next();
  while (shop.book.watchers === 0) await Promise.resolve();
  await events.close();
  await next;
  while (shop.book.watchers > 0) await Promise.resolve();
});

Deno.test("somebody else's order is not there", async () => {
  const { shop } = await buyer();
  const other = await visit(shop);
  for (const path of ["/orders/SF-1001", "/orders/SF-1001/events"]) equal((await other.get(path)).status, 404, path);
  const nobody = await visit(shop, { known: false });
  for (const path of ["/orders/SF-1001", "/orders/SF-1001/events"]) equal((await nobody.get(path)).status, 404, path);
});

const never = new Promise<never>(() => {});
const reading = (stream: ReadableStream<Uint8Array>) =>
  stream.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();

Deno.test("eventStream() says that it is alive while nothing happens", async () => {
  const values = { next: () => never };
  const reader = reading(eventStream(values, new AbortController(), 1));
  match((await reader.read()).value ?? "", /^retry: \d+\n\n$/);
  equal((await reader.read()).value, ":\n\n");
  await reader.cancel();
});

Deno.test("eventStream() ends when the service goes away, and breaks on a bug", async () => {
  const failing = (code: ErrorCode) => {
    const values = { next: () => Promise.reject(new ShopError(code, "Cannot go on")) };
    return reading(eventStream(values, new AbortController()));
  };
  const away = failing(ErrorCode.UNAVAILABLE);
  await away.read();
  equal((await away.read()).done, true);
  const bug = failing(ErrorCode.UNSPECIFIED);
  await bug.read().then(() => bug.read()).then(
    () => Promise.reject(new Error("it went on")),
    ({ name }) => equal(name, "ShopError"),
  );
});
