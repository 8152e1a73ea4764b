import { Buffer } from "node:buffer";
import { writeAudit } from "../../kit/audit/write_audit.ts";
import { ACCESS_TOKEN_SECONDS } from "../../kit/auth/access_token.ts";
import type { Query } from "../../kit/database.ts";
import type { Run } from "../../kit/workflow/workflow.ts";
import { ASKING } from "./asking.ts";
import type { CustomerName, Customers } from "./customers.ts";
import type { PrivacyParts } from "./parts.ts";
import { takeOutOfOutbox } from "./take_out.ts";

/** How long to wait for an order to be finished before asking again. */
const DAY_MS = 24 * 60 * 60_000;

/** What a run is given. It is kept for a while, so that it can be read by nobody without our secret. */
interface ErasureInput {
  /** The customer's name for the order service, sealed; base64. */
  sealed: string;
  customerId: string;
}

/** Has all that is elsewhere erased, if the transaction commits. */
export type StartErasure = (tx: Query, customer: CustomerName) => Promise<void>;

/**
 * Makes erasures known to the engine: the order service forgets who a customer was, however long their last order takes. By then
 * the account itself is empty, see `eraseAccount()`.
 */
export function defineErasure(
  { engine, customers, secrets }: Pick<PrivacyParts, "engine" | "customers" | "secrets">,
): StartErasure {
  const owner = (customerId: string) => `erasure:${customerId}`;
  const flow = engine.define<ErasureInput, void>({
    name: "erasure",
    async run(run, { sealed, customerId }) {
      const opened = secrets.open(Buffer.from(sealed, "base64"), owner(customerId));
      const customer: CustomerName = JSON.parse(opened.toString());
      await eraseElsewhere(run, "orders", customer, customers);
      // Where revocations could not be told, a token was good for this long: something may have been bought with it
      await run.sleep("last token", ACCESS_TOKEN_SECONDS * 1000);
      await eraseElsewhere(run, "late orders", customer, customers);
      await run.transaction("record", async (tx) => {
        await takeOutOfOutbox(tx, customerId);
        await writeAudit(tx, {
          workload: "user",
          action: "account.erased",
          subject: customerId,
          details: { all: true },
        });
      }, { last: true });
    },
  });
  return async (tx, customer) => {
    const { customerId } = customer;
    const sealed = secrets.seal(Buffer.from(JSON.stringify(customer)), owner(customerId)).toString("base64");
    await engine.start(tx, flow, { id: customerId, subject: customerId, input: { sealed, customerId } });
  };
}

/** An order that is not finished is no failure: it is waited for. */
async function eraseElsewhere(run: Run, name: string, customer: CustomerName, customers: Customers): Promise<void> {
  for (let day = 1;; day++) {
    if (await run.step(`${name} ${day}`, ({ signal }) => customers.erase(customer, signal), ASKING)) return;
    await run.sleep(`${name} ${day} unfinished`, DAY_MS);
  }
}
