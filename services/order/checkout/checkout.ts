import type { Database, Query } from "../../kit/database.ts";
import type { WorkflowEngine } from "../../kit/workflow/engine.ts";
import type { Started } from "../../kit/workflow/started.ts";
import type { Workflow } from "../../kit/workflow/workflow.ts";
import type { PaymentProvider } from "../payments/provider.ts";
import type { StartVoid } from "../payments/void_payment.ts";
import type { TaxService } from "../pricing/tax_service.ts";
import { type Answer, refusalAnswer } from "./answer.ts";
import { type CheckoutInput, defineCheckout } from "./checkout_workflow.ts";
import type { Customers } from "./customers.ts";

/** What checkouts of a process are made with. */
export interface CheckoutOptions {
  database: Database;
  engine: WorkflowEngine;
  payments: PaymentProvider;
  /** Lets go of the payment of an order that is called off. */
  letPaymentGo: StartVoid;
  customers: Customers;
  /** Says what tax holds where a parcel goes; the shop's own table does unless given. */
  taxService?: TaxService;
  /** Public address of the site, without a slash at the end. */
  publicOrigin: string;
  /** How long a shopper is kept waiting for a bank, in milliseconds; 6,000 unless given. Then the order is shown as it stands. */
  patienceMs?: number;
}

/** The checkouts of a process: begins them, and hands their answers to those who wait for one. */
export class Checkout {
  readonly database: Database;
  readonly payments: PaymentProvider;
  readonly taxService: TaxService | undefined;
  readonly patienceMs: number;
  readonly #engine: WorkflowEngine;
  readonly #workflow: Workflow<CheckoutInput, void>;
  readonly #fresh = new Set<string>();
  readonly #answers = new Map<string, Answer | undefined>();

  constructor(options: CheckoutOptions) {
    const { database, engine, taxService, patienceMs = 6_000, ...parts } = options;
    this.database = database;
    this.payments = options.payments;
    this.taxService = taxService;
    this.patienceMs = patienceMs;
    this.#engine = engine;
    this.#workflow = defineCheckout(engine, {
      ...parts,
      fresh: this.#fresh,
      answers: this.#answers,
    });
  }

  /** Writes down that an order is to be checked out, by this process as long as it lives. */
  async begin(tx: Query, input: CheckoutInput): Promise<Started<void>> {
    return await this.#engine.start(tx, this.#workflow, {
      id: input.paymentKey,
      subject: input.number,
      input,
      claim: true,
    });
  }

  /**
   * Goes on with a checkout whose beginning is committed.
   *
   * @returns what it is answered with; undefined when that is not decided after `milliseconds`. It goes on all the same.
   */
  async decide(input: CheckoutInput, started: Started<void>, milliseconds: number): Promise<Answer | undefined> {
    const { paymentKey } = input;
    this.#fresh.add(paymentKey);
    this.#answers.set(paymentKey, undefined);
    const ended = await within(started.continue().finally(() => this.#fresh.delete(paymentKey)), milliseconds);
    const answer = this.#answers.get(paymentKey);
    this.#answers.delete(paymentKey);
    if (ended === undefined) return undefined;
    return ended.status === "refused" ? refusalAnswer(ended.refusal) : answer;
  }
}

/** What a promise resolves with; undefined when that takes longer. */
async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) =>
    timer = setTimeout(() => resolve(undefined), Math.max(0, milliseconds))
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
