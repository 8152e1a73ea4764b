import type { Query } from "../../kit/database.ts";
import { queueMail } from "../mail/queue_mail.ts";
import { readUser } from "../user_row.ts";
import { ASKING } from "./asking.ts";
import { collectOwnData } from "./collect_own_data.ts";
import { customerName } from "./customers.ts";
import type { PrivacyParts } from "./parts.ts";

interface ExportInput {
  exportId: string;
  userId: string;
}

/** Has an export collected, if the transaction commits. */
export type StartExport = (tx: Query, input: ExportInput) => Promise<void>;

/**
 * Makes exports known to the engine: all is collected here and from the order service, kept, and its owner is told. An export of
 * an account that is erased meanwhile is gone, and nothing is kept or told.
 */
export function defineExport(
  { engine, database, customers }: Pick<PrivacyParts, "engine" | "database" | "customers">,
): StartExport {
  const flow = engine.define<ExportInput, void>({
    name: "export",
    async run(run, { exportId, userId }) {
      // Kept where it goes with the account, and not as the step's result
      await run.step("collect", async ({ signal }) => {
        const user = await readUser(database, userId);
        if (!user) return;
        const own = await collectOwnData(database, user);
        const shop = await customers.collect(customerName(user), signal);
        const content = new TextEncoder().encode(JSON.stringify({ ...own, shop }, undefined, 2));
        await database`update exports set content = ${content} where id = ${exportId} and ready_at is null`;
      }, ASKING);
      await run.transaction("tell", async (tx) => {
        const { count } = await tx`
          update exports set ready_at = now() where id = ${exportId} and content is not null`;
        const user = count > 0 ? await readUser(tx, userId) : undefined;
        if (user) await queueMail(tx, { kind: "export_ready", userId, to: user.email, name: user.displayName });
      }, { last: true });
    },
  });
  return async (tx, input) => {
    await engine.start(tx, flow, { id: input.exportId, subject: input.userId, input });
  };
}
