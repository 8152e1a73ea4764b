import { createHash, timingSafeEqual } from "node:crypto";
import { Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { delay } from "../kit/delay.ts";
import type { Log } from "../kit/log.ts";
import { BankError } from "./bank_error.ts";
import type { Books, Row } from "./books.ts";
import { behaviourOf } from "./cards.ts";
import { challengePage } from "./challenge_page.ts";
import { closeDispute, openDispute } from "./disputes.ts";
import { type FaultPlan, Faults } from "./faults.ts";
import { answerChallenge, capture, findPayment, pay, paymentJson, type PaymentRow, release } from "./payments.ts";
import { findRefund, refund, refundJson } from "./refunds.ts";
import { CloseBody, DisputeBody, PaymentBody, RefundBody, StatementQuery } from "./requests.ts";
import type { Webhooks } from "./webhooks.ts";

const MAX_BODY_BYTES = 16 * 1024;
const PAGE = 500;
/** How long a request is kept that gets no answer: longer than anybody waits. */
const HANG_MS = 15_000;

/** What the bank is made of. */
export interface BankParts {
  books: Books;
  faults: FaultPlan;
  /** Without one, nobody is told of anything. */
  webhooks?: Webhooks | undefined;
  /** What the shop presents as `Authorization: Bearer`. */
  token: string;
  /** Where the bank's own pages are for a browser, without a slash at the end. */
  publicUrl: string;
  log: Log;
  /** Ends requests that hang. */
  stopping: AbortSignal;
}

/** The bank: JSON over HTTP for the shop, and a page for the customer. Amounts are strings of minor units. */
export function createBank(parts: BankParts): Hono {
  const { books, faults, webhooks, log, stopping } = parts;
  const json = (payment: PaymentRow) => ({
    ...paymentJson(payment),
    ...(payment.status === "challenge" && { url: `${parts.publicUrl}/challenge/${payment.reference}` }),
  });
  const hang = async () => {
    await delay(HANG_MS, stopping);
    return failure(504, "the bank took too long");
  };
  const app = new Hono();
  app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: () => failure(413, "the body is too large") }));

  app.get("/health", () => Response.json({ status: "ok" }));
  app.get("/challenge/:reference", (c) => {
    const payment = books.one<PaymentRow>("select * from payments where reference = ?", c.req.param("reference"));
    return payment ? challengePage(payment) : failure(404, "there is no such payment");
  });
  app.post("/challenge/:reference", async (c) => {
    const { answer } = await c.req.parseBody();
    const payment = answerChallenge(books, c.req.param("reference"), answer === "approve");
    if (!payment) return failure(404, "there is no such payment");
    webhooks?.wake();
    return payment.return_url === "" ? challengePage(payment) : c.redirect(payment.return_url, 303);
  });

  app.use(requireToken(parts.token));
  app.put("/faults", async (c) => {
    faults.set(Faults.parse(await c.req.json()));
    return Response.json(faults.now);
  });
  app.post("/disputes", async (c) => {
    const dispute = openDispute(books, DisputeBody.parse(await c.req.json()));
    webhooks?.wake();
    return Response.json(dispute);
  });
  app.post("/disputes/:reference/close", async (c) => {
    const dispute = closeDispute(books, c.req.param("reference"), CloseBody.parse(await c.req.json()).outcome);
    webhooks?.wake();
    return Response.json(dispute);
  });
  app.get("/statement", (c) => {
    const { since, after } = StatementQuery.parse(c.req.query());
    const rows = books.all<Row>(
      "select * from entries where at >= ? and id > ? order by id limit ?",
      since,
      after,
      PAGE,
    );
    const entries = rows.map((row) => ({ ...row, id: Number(row.id), at: Number(row.at), amount: String(row.amount) }));
    return Response.json({ entries, next: rows.length < PAGE ? null : entries.at(-1)!.id });
  });

  app.use(async (_c, next) => {
    if (faults.now.latencyMs > 0) await delay(faults.now.latencyMs, stopping);
    return faults.chance(faults.now.errorRate) ? failure(500, "the bank is out of order") : await next();
  });
  app.post("/payments", async (c) => {
    const order = PaymentBody.parse(await c.req.json());
    const card = findPayment(books, order.key) ? undefined : behaviourOf(order.token)?.does;
    if (card === "hang") return await hang();
    if (card === "fail once" && isFirstTry(books, order.key)) return failure(500, "the bank is out of order");
    const { payment, isNew } = pay(books, order);
    webhooks?.wake();
    const lost = card === "charge and hang" || faults.chance(faults.now.timeoutAfterChargeRate);
    if (isNew && lost) return await hang();
    if (isNew && faults.chance(faults.now.webhooksFirstRate)) await webhooks?.sendNow(order.key, stopping);
    return Response.json(json(payment));
  });
  app.get("/payments/:key", (c) => {
    const payment = findPayment(books, c.req.param("key"));
    return payment ? Response.json(json(payment)) : failure(404, "there is no such payment");
  });
  app.post("/payments/:key/capture", (c) => {
    const payment = capture(books, c.req.param("key"));
    webhooks?.wake();
    return Response.json(json(payment));
  });
  app.post("/payments/:key/void", async (c) => {
    const payment = release(books, PaymentBody.parse(await c.req.json()));
    webhooks?.wake();
    return Response.json(json(payment));
  });
  app.post("/refunds", async (c) => {
    const row = refund(books, RefundBody.parse(await c.req.json()));
    webhooks?.wake();
    return Response.json(refundJson(row));
  });
  app.get("/refunds/:key", (c) => {
    const row = findRefund(books, c.req.param("key"));
    return row ? Response.json(refundJson(row)) : failure(404, "there is no such refund");
  });
  app.notFound(() => failure(404, "no such address"));

  app.onError((error) => {
    if (error instanceof BankError) return failure(error.status, error.message);
    if (error instanceof z.ZodError) return failure(400, z.prettifyError(error));
    if (error instanceof SyntaxError) return failure(400, "the body is not JSON");
    log.error("cannot answer", { error });
    return failure(500, "the bank is out of order");
  });
  return app;
}

function isFirstTry(books: Books, key: string): boolean {
  return books.all("insert into tried (key) values (?) on conflict do nothing returning key", key).length > 0;
}

/** Compares digests, so that neither time nor length tells anything about the token. */
function requireToken(token: string): MiddlewareHandler {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const wanted = digest(`Bearer ${token}`);
  return async (c, next) => {
    const given = digest(c.req.header("authorization") ?? "");
    return timingSafeEqual(given, wanted) ? await next() : failure(401, "the token is wrong");
  };
}

function failure(status: number, error: string): Response {
  return Response.json({ error }, { status });
}
