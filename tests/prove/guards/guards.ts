/** Something that keeps the shop from losing or doubling, and how to take it out. */
export interface Guard {
  name: string;
  /** What is changed, in which files: each text is there once. */
  edits: { file: string; from: string; to: string }[];
  /** The experiment that must fail without it. */
  experiment: string;
}

/** Guards of every kind: locks, keys, fences, dedupes. */
export const GUARDS: readonly Guard[] = [
  {
    name: "lock of the stock's rows while they are counted",
    edits: [{
      file: "services/order/inventory/reserve_stock.ts",
      from: "order by variant_id, location for no key update",
      to: "order by variant_id, location",
    }],
    experiment: "F12",
  },
  {
    name: "idempotency key of an order",
    edits: [{
      file: "services/order/checkout/idempotency_key.ts",
      from: "values (${guestId}, ${idempotencyKey}, ${fingerprint})",
      to: "values (${guestId}, ${idempotencyKey + crypto.randomUUID()}, ${fingerprint})",
    }],
    experiment: "F10",
  },
  {
    name: "fingerprint of a request under a key",
    edits: [{
      file: "services/order/checkout/idempotency_key.ts",
      from: "if (!before.isSame) {",
      to: "if (!before.isSame && before.orderId < 0n) {",
    }],
    experiment: "F11",
  },
  {
    name: "key of a payment at its provider",
    edits: [{
      file: "services/order/payments/test_provider.ts",
      from: "return { key, amount: String(amount), currency",
      to: "return { key: crypto.randomUUID(), amount: String(amount), currency",
    }],
    experiment: "F9",
  },
  {
    name: "key of an addition to a cart",
    edits: [{
      file: "services/order/migrations/0012_cart_functions.sql",
      from: "values (guest, addition, wanted, units) on conflict do nothing;",
      to: "values (guest, addition || gen_random_uuid(), wanted, units) on conflict do nothing;",
    }],
    experiment: "F1",
  },
  {
    name: "fence of a workflow's run, in the database and in the process",
    edits: [{
      file: "services/kit/workflow/record.ts",
      from: "where id = ${lease.id} and owner = ${lease.owner} and fence = ${lease.fence} and status = 'ready'",
      to: "where id = ${lease.id} and (owner = ${lease.owner} and fence = ${lease.fence} or true)",
    }, {
      file: "services/kit/workflow/execution.ts",
      from: 'if (this.halt === undefined && now >= this.leaseUntil) this.stop("lost");',
      to: "",
    }],
    experiment: "F1B",
  },
  {
    name: "taking over the work of a process that is gone",
    edits: [{
      file: "services/kit/workflow/claim.ts",
      from: "where status in ('ready', 'waiting') and run_at <= now()",
      to: "where status in ('ready', 'waiting') and run_at <= now() and owner is null",
    }],
    experiment: "F2",
  },
  {
    name: "limit of a coupon",
    edits: [{
      file: "services/order/migrations/0007_pricing.sql",
      from: "where id = any (ids) and (redeemed >= max_redemptions or max_per_customer <= (",
      to: "where id = any (ids) and (max_per_customer <= (",
    }],
    experiment: "F14",
  },
  {
    name: "taking a lapsed hold again before it is sold",
    edits: [{
      file: "services/order/inventory/claim_reservations.ts",
      from: "select variant_id, location, quantity as units, quantity as held from mine where state = 'held'",
      to: "select variant_id, location, quantity as units, 0 as held from mine",
    }],
    experiment: "F13",
  },
  {
    name: "letting go of the payment of an order that is refused",
    edits: [{
      file: "services/order/checkout/checkout_workflow.ts",
      from: "  await parts.letPaymentGo(tx, orderId);\n",
      to: "",
    }],
    experiment: "F13",
  },
  {
    name: "event of a status, written with it",
    edits: [{
      file: "services/order/orders/change_status.ts",
      from: "emit_event('order:' || number, ${`order.${to}`}, jsonb_build_object('number', number))",
      to: "${`order.${to}`}::text",
    }],
    experiment: "F10",
  },
  {
    name: "answer kept with its key",
    edits: [{
      file: "services/order/checkout/idempotency_key.ts",
      from: "where order_id = ${String(orderId)} and response is null`;\n}\n\n/**\n * The answer",
      to: "where order_id = ${String(orderId)} and response is null and false`;\n}\n\n/**\n * The answer",
    }],
    experiment: "F2",
  },
];
