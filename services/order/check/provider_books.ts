import type { Database } from "../../kit/database.ts";
import type { PaymentProvider, StatementEntry } from "../payments/provider.ts";

/** Money that moved, as one side tells it: by kind and key. Minor units. */
type Books = Map<string, { amount: bigint; at: Date }>;

/**
 * Compares what the provider says it did with our own books, in both directions: a charge that we do not know of is as bad as
 * one that it does not.
 *
 * @param graceSeconds younger things may still be under way
 */
export async function compareBooks(
  database: Database,
  provider: PaymentProvider,
  graceSeconds: number,
  signal: AbortSignal,
): Promise<string[]> {
  const before = new Date(Date.now() - graceSeconds * 1000);
  const ours = await readOurs(database, provider.name);
  const oldest = [...ours.values()].reduce((oldest, { at }) => at < oldest ? at : oldest, before);
  const theirs: Books = new Map();
  for await (const entry of provider.statement(oldest, signal)) {
    theirs.set(nameOf(entry), entry);
  }
  return [
    ...missing(ours, theirs, before, (name, amount) => `${name}: we have ${amount}, the provider does not know of it`),
    ...missing(theirs, ours, before, (name, amount) => `${name}: the provider has ${amount}, we do not know of it`),
    ...[...ours].flatMap(([name, { amount }]) => {
      const their = theirs.get(name);
      return their && their.amount !== amount ? [`${name}: we have ${amount}, the provider ${their.amount}`] : [];
    }),
  ];
}

/** A dispute is the bank's own: the key that comes with it, if any, is its payment's. */
function nameOf({ kind, key, reference }: StatementEntry): string {
  const isOurs = kind === "capture" || kind === "refund";
  return `${kind} ${isOurs && key !== undefined ? key : reference}`;
}

function missing(
  here: Books,
  there: Books,
  before: Date,
  say: (name: string, amount: bigint) => string,
): string[] {
  return [...here].flatMap(([name, { amount, at }]) => there.has(name) || at > before ? [] : [say(name, amount)]);
}

/** Captures, refunds and disputes of ours. An order that cost nothing never reached the provider. */
async function readOurs(database: Database, provider: string): Promise<Books> {
  const rows = await database<{ name: string; amount: bigint; at: Date }[]>`
    select 'capture ' || key as name, captured as amount, created_at as at from payments
    where provider = ${provider} and captured > 0
    union all
    select 'refund ' || refunds.key, refunds.amount, refunds.created_at
    from refunds join payments on payments.id = payment_id
    where provider = ${provider} and refunds.status = 'succeeded'
    union all
    select 'dispute ' || reference, amount, opened_at from disputes where provider = ${provider}
    union all
    select 'dispute_won ' || reference, amount, updated_at from disputes where provider = ${provider} and status = 'won'`;
  return new Map(rows.map(({ name, amount, at }) => [name, { amount, at }]));
}
