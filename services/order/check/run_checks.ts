import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { CheckResultSchema, type RunChecksResponseSchema } from "../../../proto/gen/shopflow/order/v1/check_pb.ts";
import type { Database } from "../../kit/database.ts";
import { fromUnknown } from "../../kit/errors.ts";
import { outboxProblems } from "../../kit/outbox/outbox_health.ts";
import { overdueHolds, stockProblems } from "../inventory/stock_problems.ts";
import { ORDER_INVARIANTS } from "../orders/invariants.ts";
import type { PaymentProvider } from "../payments/provider.ts";
import { type Invariant, sentences } from "./invariant.ts";
import { overAll } from "./over_all.ts";
import { couponsWithinLimits, ledgerBalances, moneyMatchesOrders, oneOrderPerKey } from "./money.ts";
import { compareBooks } from "./provider_books.ts";

/** For how long something may be under way, unless the caller says otherwise. */
const GRACE_SECONDS = 60;
const MAX_PROBLEMS = 20;

const stockIsExplained: Invariant = {
  name: "I1",
  title: "Nothing is oversold, and every number of the stock is explained by its movements and holds",
  find: async (query) => sentences(await stockProblems(query)),
};

const holdsEnd: Invariant = {
  name: "I6",
  title: "No hold outlives its time",
  find: async (query, graceSeconds) => sentences(await overdueHolds(query, graceSeconds)),
};

const eventsAreHandedOn: Invariant = {
  name: "I10",
  title: "Every event was handed to each of its consumers, is waiting to be, or is a dead letter",
  find: async (query) => await outboxProblems(query),
};

/** What the database alone can tell. */
const INVARIANTS: readonly Invariant[] = [
  stockIsExplained,
  oneOrderPerKey,
  moneyMatchesOrders,
  ...ORDER_INVARIANTS,
  holdsEnd,
  couponsWithinLimits,
  ledgerBalances,
  eventsAreHandedOn,
];

type Result = MessageInitShape<typeof CheckResultSchema>;

/** Checks everything that must always hold. A part that cannot be checked says so; the others are checked all the same. */
export async function runChecks(
  database: Database,
  payments: PaymentProvider,
  graceSeconds = GRACE_SECONDS,
  signal: AbortSignal = AbortSignal.timeout(GRACE_SECONDS * 1000),
): Promise<MessageInitShape<typeof RunChecksResponseSchema>> {
  const results: Result[] = [];
  for (const { name, title, find } of INVARIANTS) {
    results.push(await check(name, title, () => overAll(database, (tx) => find(tx, graceSeconds))));
  }
  results.push(
    await check(
      "I11",
      `The books of payment provider "${payments.name}" and ours tell the same`,
      () => compareBooks(database, payments, graceSeconds, signal),
    ),
  );
  return { results };
}

async function check(name: string, title: string, find: () => Promise<string[]>): Promise<Result> {
  try {
    const problems = await find();
    return { name, title, problems: problems.slice(0, MAX_PROBLEMS), problemCount: problems.length };
  } catch (error) {
    return create(CheckResultSchema, { name, title, notChecked: fromUnknown(error).message });
  }
}
