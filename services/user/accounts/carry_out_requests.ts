import { makeContext, withContext } from "../../kit/context.ts";
import type { Query } from "../../kit/database.ts";
import type { LocalConsumer } from "../../kit/outbox/consumer.ts";
import type { Secrets } from "../secrets.ts";
import { userColumns, type UserRow } from "../user_row.ts";
import { type AccountRequest, readRequest, REQUEST_EVENT } from "./account_request.ts";
import { addAccount, registerAgain } from "./add_account.ts";
import { mailLink } from "./mail_link.ts";

/** Carries out what was asked for addresses, once that was answered. */
export function accountRequests(secrets: Secrets): LocalConsumer {
  return {
    name: "accounts",
    types: [REQUEST_EVENT],
    async inTransaction(tx, events) {
      for (const event of events) {
        const request = readRequest(event);
        await withContext(makeContext(request), () => carryOut(tx, secrets, request));
      }
      // The address may be that of somebody who has no account with us, and never wanted one
      await tx`update outbox_events set payload = '{}' where id = any(${events.map(({ id }) => id)}::uuid[])`;
    },
  };
}

async function carryOut(tx: Query, secrets: Secrets, request: AccountRequest): Promise<void> {
  const [user] = await tx<UserRow[]>`
    select ${userColumns(tx)} from users where lower(email) = lower(${request.email}) and erased_at is null
    for no key update`;
  if (request.kind === "register") {
    return user ? await registerAgain(tx, secrets, user, request) : await addAccount(tx, secrets, request);
  }
  if (!user || user.disabledAt) return;
  if (request.kind === "reset_password") return await mailLink(tx, secrets, user, "reset_password");
  if (user.emailVerifiedAt === null) {
    await mailLink(tx, secrets, user, user.passwordHash === null ? "choose_password" : "verify_email");
  }
}
